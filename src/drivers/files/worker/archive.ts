import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  openAt,
  openIn,
  readNames,
} from "#sys/files/calls.ts";
import { readInto, readLinkFd, reopenForReading } from "#sys/files/descriptor-calls.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import { capabilityOf, deviceParts, entryTypes } from "./entry-facts.ts";
import { confined, inodeFlags } from "./paths.ts";

/** Each level holds a descriptor; what lies deeper has no path that could be named. */
const maxDepth = 2048;
const zeros = new Uint8Array(64 * 1024);

interface ArchiveJob {
  readonly root: number;
  readonly path: string;
  readonly name: string | undefined;
}

/** @see FileWorker.archive: one chunk a step. */
export function* archiveOf({ root, path, name }: ArchiveJob): Generator<Uint8Array, void, undefined> {
  const bytes = textByteString(path);
  const inode = check(openIn(root, bytes, inodeFlags, confined), "lstat", bytes);
  const archive = new TreeArchive();
  try {
    const facts = factsOf(inode, bytes);
    if (name === undefined) yield* archive.children(inode, { name: "", depth: 0 });
    else yield* archive.entry(inode, facts, { name: textByteString(name), depth: 0 });
    yield* archive.end();
  } finally {
    closeFd(inode);
  }
}

/** Where an entry stands in the archive. */
interface Place {
  readonly name: ByteString;
  readonly depth: number;
}

class TreeArchive {
  readonly #buffer = new ChunkBuffer();
  /** Names of files with several, by file system and inode. */
  readonly #linked = new Map<string, ByteString>();

  *entry(inode: number, facts: FileFacts, place: Place): Generator<Uint8Array, void, undefined> {
    const kind = facts.mode & fileTypes.mask;
    const type = entryTypes.get(kind);
    if (type === undefined) return;
    const first = type !== "directory" && facts.links > 1 ? this.#first(facts, place.name) : undefined;
    yield* this.#buffer.put(headerOf(inode, facts, { type, name: place.name, first }));
    if (type === "directory") yield* this.children(inode, place);
    else if (type === "file" && first === undefined && facts.sizeBytes > 0)
      yield* this.#content(inode, facts.sizeBytes);
  }

  /** What the folder holds, in the order of names. */
  *children(inode: number, { name, depth }: Place): Generator<Uint8Array, void, undefined> {
    if (depth > maxDepth) check(-36, "open", name);
    const folder = reopenForReading(inode);
    try {
      for (const child of namesIn(folder, name)) {
        const opened = openAt(folder, child, inodeFlags);
        if (opened === -errnos.ENOENT) continue;
        check(opened, "open", child);
        try {
          const childName = name === "" || name.endsWith("/") ? `${name}${child}` : `${name}/${child}`;
          yield* this.entry(opened, factsOf(opened, childName), { name: childName, depth: depth + 1 });
        } finally {
          closeFd(opened);
        }
      }
    } finally {
      closeFd(folder);
    }
  }

  *end(): Generator<Uint8Array, void, undefined> {
    yield* this.#buffer.put(tarEnd());
    yield this.#buffer.take();
  }

  /** The name under which the same file stands in the archive already. */
  #first(facts: FileFacts, name: ByteString): ByteString | undefined {
    const key = `${facts.fileSystem}:${facts.inode}`;
    const first = this.#linked.get(key);
    if (first === undefined) this.#linked.set(key, name);
    return first;
  }

  /** A file that shrinks meanwhile is filled up with zeros: its size stands in the archive by now. */
  *#content(inode: number, sizeBytes: number): Generator<Uint8Array, void, undefined> {
    const file = reopenForReading(inode);
    let left = sizeBytes;
    try {
      while (left > 0) {
        if (this.#buffer.room === 0) yield this.#buffer.take();
        const { memory, at, room } = this.#buffer;
        const count = check(readInto(file, memory, at, Math.min(room, left)), "read", "");
        if (count === 0) break;
        this.#buffer.advance(count);
        left -= count;
      }
    } finally {
      closeFd(file);
    }
    for (; left > 0; left -= Math.min(left, zeros.length)) yield* this.#buffer.put(zeros.subarray(0, left));
    yield* this.#buffer.put(tarPadding(sizeBytes));
  }
}

function headerOf(
  inode: number,
  facts: FileFacts,
  entry: {
    readonly type: NonNullable<ReturnType<typeof entryTypes.get>>;
    readonly name: ByteString;
    readonly first: ByteString | undefined;
  },
): Buffer {
  const { type, name, first } = entry;
  const capability = type === "file" && first === undefined ? capabilityOf(inode) : undefined;
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
    ...(capability === undefined ? {} : { xattrs: new Map([["security.capability", capability]]) }),
  });
}

function factsOf(inode: number, path: ByteString): FileFacts {
  const facts = factsAt(inode, "");
  if (typeof facts === "number") check(facts, "lstat", path);
  return facts as FileFacts;
}

function namesIn(folder: number, path: ByteString): ByteString[] {
  const all: ByteString[] = [];
  for (;;) {
    const names = readNames(folder);
    if (typeof names === "number") check(names, "getdents64", path);
    if ((names as ByteString[]).length === 0) return all.sort(byBytes);
    for (const name of names as ByteString[]) all.push(name);
  }
}

function byBytes(a: ByteString, b: ByteString): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
