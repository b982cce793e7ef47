import type { Digest } from "#base/digest.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { errnoName } from "#sys/errno.ts";

export function noSuchBlob(digest: Digest): EngineError {
  return new EngineError("not-found", `content digest ${digest}: not found`, { code: "content.not-found" });
}

/** @see containerd core/content, "unexpected commit digest" */
export function wrongDigest(found: Digest, expected: Digest): EngineError {
  const message = `unexpected commit digest ${found}, expected ${expected}`;
  return new EngineError("invalid-argument", message, { code: "content.wrong-digest" });
}

/** @see containerd core/content, "unexpected commit size" */
export function wrongSize(digest: Digest, found: number, expected: number): EngineError {
  const message = `content digest ${digest}: unexpected commit size ${found}, expected ${expected}`;
  return new EngineError("invalid-argument", message, { code: "content.wrong-size" });
}

export function blobTooLarge(digest: Digest, limitBytes: number): EngineError {
  const message = `content digest ${digest}: larger than ${limitBytes} bytes`;
  return new EngineError("resource-exhausted", message, { code: "content.too-large" });
}

/** A file of the store that holds less than was put into it. */
export function blobTooShort(digest: Digest, sizeBytes: number): EngineError {
  const message = `content digest ${digest}: shorter than its ${sizeBytes} bytes`;
  return new EngineError("data-loss", message, { code: "content.too-short" });
}

/** Bytes of a blob that could not be written: a full or broken disk. */
export function writeFailed(cause: unknown): EngineError {
  const { errno, code } = cause as NodeJS.ErrnoException;
  const reason = errno === undefined ? messageOf(cause) : errnoName(Math.abs(errno)).text;
  return new EngineError("system", `failed to write content: ${reason}`, { code: code ?? "content.write", cause });
}
