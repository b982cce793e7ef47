import { EngineError } from "./errors.ts";

declare const brand: unique symbol;

/** `sha256:` and 64 lower-case hex digits (OCI image spec, descriptor.md, digests). */
export type Digest = string & { readonly [brand]: "Digest" };

const pattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return pattern.test(text);
}

/** @throws invalid-argument when `text` is not a canonical sha256 digest. */
export function parseDigest(text: string): Digest {
  if (!isDigest(text))
    throw new EngineError("invalid-argument", `invalid checksum digest format: ${JSON.stringify(text)}`);
  return text;
}

/** The 64 hex digits: a file name in the content store. */
export function digestHex(digest: Digest): string {
  return digest.slice("sha256:".length);
}
