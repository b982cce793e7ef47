import { createHash, type Hash } from "node:crypto";

declare const brand: unique symbol;

/** A digest of a registered algorithm with lower-case hex digits, such as `sha256:…` (OCI image spec, descriptor.md). */
export type BlobDigest = string & { readonly [brand]: "BlobDigest" };

export type Algorithm = "sha256" | "sha512";

const shapes: Readonly<Record<Algorithm, RegExp>> = {
  sha256: /^sha256:[0-9a-f]{64}$/,
  sha512: /^sha512:[0-9a-f]{128}$/,
};

/** Whether `text` is a digest that this registry can check. */
export function isBlobDigest(text: string): text is BlobDigest {
  return shapes.sha256.test(text) || shapes.sha512.test(text);
}

export function algorithmOf(digest: BlobDigest): Algorithm {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

/** The hex digits: a safe file name. */
export function hexOf(digest: BlobDigest): string {
  return digest.slice(algorithmOf(digest).length + 1);
}

/** The digest that `name` is the file of, in a folder of the algorithm; undefined for other files. */
export function digestOfFile(algorithm: Algorithm, name: string): BlobDigest | undefined {
  const text = `${algorithm}:${name}`;
  return isBlobDigest(text) ? text : undefined;
}

export function digestBytes(bytes: Uint8Array, algorithm: Algorithm = "sha256"): BlobDigest {
  return finishDigest(createHash(algorithm).update(bytes), algorithm);
}

export function finishDigest(hash: Hash, algorithm: Algorithm): BlobDigest {
  return `${algorithm}:${hash.digest("hex")}` as BlobDigest;
}
