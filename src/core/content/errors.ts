import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";

export function noSuchBlob(digest: Digest): EngineError {
  return new EngineError("not-found", `content digest ${digest}: not found`, { code: "content.not-found" });
}

/** @see containerd core/content, "unexpected commit digest" */
export function wrongDigest(found: Digest, expected: Digest): EngineError {
  const message = `unexpected commit digest ${found}, expected ${expected}`;
  return new EngineError("invalid-argument", message, { code: "content.wrong-digest" });
}

export function blobTooLarge(digest: Digest, limitBytes: number): EngineError {
  const message = `content digest ${digest}: larger than ${limitBytes} bytes`;
  return new EngineError("resource-exhausted", message, { code: "content.too-large" });
}
