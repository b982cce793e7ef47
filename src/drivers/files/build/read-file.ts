import { EngineError } from "#base/errors.ts";
import type { FileRequest } from "#core/build/runners.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, fileTypes } from "#sys/files/calls.ts";
import { readInto, reopenForReading, seekFd } from "#sys/files/descriptor-calls.ts";
import { kernelMemory } from "#sys/libc.ts";
import type { SourceView } from "./source-view.ts";

const pieceBytes = 64 * 1024;

/** @see BuildFileWorker.readFile */
export function readFileOf(view: SourceView, request: FileRequest): Uint8Array | undefined {
  const { path, offset = 0, limitBytes, beginningOnly = false } = request;
  const located = view.locate(textByteString(path), { follow: true });
  if (located === undefined) return undefined;
  try {
    if ((located.facts.mode & fileTypes.mask) !== fileTypes.file)
      throw new EngineError("invalid-argument", `${path}: not a regular file`);
    const file = reopenForReading(located.inode);
    try {
      const bytes = readAtMost(file, offset, limitBytes + 1);
      if (bytes.length <= limitBytes) return bytes;
      if (beginningOnly) return bytes.slice(0, limitBytes);
      throw new EngineError("resource-exhausted", `${path}: larger than ${limitBytes} bytes`);
    } finally {
      closeFd(file);
    }
  } finally {
    closeFd(located.inode);
  }
}

function readAtMost(file: number, offset: number, limitBytes: number): Uint8Array {
  check(seekFd(file, offset), "lseek", "");
  const pieces: Uint8Array[] = [];
  const memory = kernelMemory(pieceBytes);
  for (let left = limitBytes; left > 0; ) {
    const count = check(readInto(file, memory, 0, Math.min(left, pieceBytes)), "read", "");
    if (count === 0) break;
    pieces.push(memory.slice(0, count));
    left -= count;
  }
  return new Uint8Array(Buffer.concat(pieces));
}
