import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import { tarEnd } from "#formats/tar/writer.ts";
import { check, closeFd, errnos, type FileFacts, fileTypes, openAt, openIn } from "#sys/files/calls.ts";
import { reopenForReading } from "#sys/files/descriptor-calls.ts";
import { confined, inodeFlags } from "../paths.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import { entryContent, entryHeader, factsOf } from "./entry-bytes.ts";
import { capabilityOf, entryTypes } from "./entry-facts.ts";
import { sortedNames } from "./lower-trees.ts";

/** Each level holds a descriptor; what lies deeper has no path that could be named. */
const maxDepth = 2048;

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
    const capability = type === "file" && first === undefined ? capabilityOf(inode) : undefined;
    const xattrs = new Map(capability === undefined ? [] : [["security.capability", capability]]);
    yield* this.#buffer.put(entryHeader(inode, facts, { type, name: place.name, first, xattrs }));
    if (type === "directory") yield* this.children(inode, place);
    else if (type === "file" && first === undefined && facts.sizeBytes > 0)
      yield* entryContent(this.#buffer, { inode }, facts.sizeBytes);
  }

  /** What the folder holds, in the order of names. */
  *children(inode: number, { name, depth }: Place): Generator<Uint8Array, void, undefined> {
    if (depth > maxDepth) check(-36, "open", name);
    const folder = reopenForReading(inode);
    try {
      for (const child of sortedNames(folder, name)) {
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
}
