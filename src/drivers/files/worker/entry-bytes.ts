import type { ByteString, TarEntryType } from "#formats/tar/entry.ts";
import { tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { check, closeFd, type FileFacts, factsAt } from "#sys/files/calls.ts";
import { readInto, readLinkFd, reopenForReading } from "#sys/files/descriptor-calls.ts";
import type { ChunkBuffer } from "./chunk-buffer.ts";
import { deviceParts } from "./entry-facts.ts";

const zeros = new Uint8Array(64 * 1024);

export interface EntryOptions {
  readonly type: TarEntryType;
  readonly name: ByteString;
  /** The name under which the same file stands in the archive already. */
  readonly first: ByteString | undefined;
  readonly xattrs: ReadonlyMap<ByteString, ByteString>;
}

/** The header of what an open inode is; times are in whole seconds, as Docker writes them. */
export function entryHeader(inode: number, facts: FileFacts, { type, name, first, xattrs }: EntryOptions): Buffer {
  return tarHeader({
    type: first === undefined ? type : "hard-link",
    name: type === "directory" && !name.endsWith("/") ? `${name}/` : name,
    ...(type === "symlink" ? { linkName: readLinkFd(inode) } : {}),
    ...(first === undefined ? {} : { linkName: first }),
    mode: facts.mode & 0o7777,
    uid: facts.uid,
    gid: facts.gid,
    mtimeSeconds: facts.mtime.seconds,
    sizeBytes: type === "file" && first === undefined ? facts.sizeBytes : 0,
    ...(type === "character-device" || type === "block-device" ? deviceParts(facts.device) : {}),
    xattrs,
  });
}

interface OpenFile {
  readonly inode: number;
  /** Whether `inode` is open for reading, at its start. */
  readonly readable?: boolean;
}

/** A file that shrinks meanwhile is filled up with zeros: its size stands in the archive by now. */
export function* entryContent(
  buffer: ChunkBuffer,
  { inode, readable = false }: OpenFile,
  sizeBytes: number,
): Generator<Uint8Array, void, undefined> {
  const file = readable ? inode : reopenForReading(inode);
  let left = sizeBytes;
  try {
    while (left > 0) {
      if (buffer.room === 0) yield buffer.take();
      const { memory, at, room } = buffer;
      const count = check(readInto(file, memory, at, Math.min(room, left)), "read", "");
      if (count === 0) break;
      buffer.advance(count);
      left -= count;
    }
  } finally {
    if (!readable) closeFd(file);
  }
  for (; left > 0; left -= Math.min(left, zeros.length)) yield* buffer.put(zeros.subarray(0, left));
  yield* buffer.put(tarPadding(sizeBytes));
}

/** @throws SyscallError */
export function factsOf(inode: number, path: ByteString): FileFacts {
  const facts = factsAt(inode, "");
  if (typeof facts === "number") check(facts, "lstat", path);
  return facts as FileFacts;
}
