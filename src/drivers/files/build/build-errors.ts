import { EngineError } from "#base/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";

/** What a user reads of files in builds. Texts are BuildKit's, with paths of the tree in place of the host's. */

export function cannotCopyOver(path: ByteString): EngineError {
  return failed(`cannot copy to non-directory: ${byteStringText(path)}`);
}

export function cannotReplace(path: ByteString): EngineError {
  return failed(`cannot replace to directory ${byteStringText(path)} with file`);
}

export function unsupportedNode(path: ByteString): EngineError {
  return failed(`cannot copy ${JSON.stringify(byteStringText(path))}: a device 0:0 cannot be in a layer`);
}

export function noSourceFound(pattern: string): EngineError {
  return new EngineError("not-found", `${pattern} not found`, { code: "build.not-found" });
}

export function notFound(path: ByteString): EngineError {
  return new EngineError("not-found", `${JSON.stringify(byteStringText(path))}: not found`, {
    code: "build.not-found",
  });
}

function failed(message: string): EngineError {
  return new EngineError("invalid-argument", message, { code: "build.files" });
}
