import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from "node:fs";
import { textByteString } from "#formats/tar/entry.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { splitEntry } from "./paths.ts";
import type { CopySide } from "./plan.ts";

const chunkBytes = 256 * 1024;

/** A tar archive of a file or folder of this machine. `rename` is given every name. */
export function* pack(source: CopySide, rename: (name: string) => string): Generator<Uint8Array, void, undefined> {
  const { folder, base } = splitEntry(source.path);
  const packer = new Packer(rename);
  const path = Buffer.from(base === "." ? folder : source.path.replace(/(.)\/+$/, "$1"));
  yield* packer.entry(path, textByteString(source.name || base));
  yield tarEnd();
}

/** A file or folder of this machine, and its path in an archive. */
export interface NamedPath {
  readonly path: string;
  readonly name: string;
}

/** A tar archive of several files and folders; of those with one name the last. */
export function* packAll(paths: readonly NamedPath[]): Generator<Uint8Array, void, undefined> {
  const packer = new Packer((name) => name);
  for (const [name, path] of new Map(paths.map((each) => [each.name, each.path])))
    yield* packer.entry(Buffer.from(path), textByteString(name));
  yield tarEnd();
}

/** What becomes of an entry of a folder: it goes along, only what is below it may, or neither. */
export type Choice = "take" | "look below" | "leave";

/**
 * A tar archive's entries for what is in a folder, without the folder itself, all of them root's; the end is left to the
 * caller. `choose` is given names from the folder on.
 */
export function* packWithin(
  folder: string,
  choose: (name: string, isFolder: boolean) => Choice,
): Generator<Uint8Array, void, undefined> {
  yield* new Packer((name) => name, { choose, owner: 0 }).children(Buffer.from(folder), "");
}

interface PackerOptions {
  readonly choose?: (name: string, isFolder: boolean) => Choice;
  /** User and group of all entries, instead of their own. */
  readonly owner?: number;
}

class Packer {
  readonly #rename: (name: string) => string;
  readonly #options: PackerOptions;
  /** Names of files with several, by device and inode. */
  readonly #linked = new Map<string, string>();

  constructor(rename: (name: string) => string, options: PackerOptions = {}) {
    this.#rename = rename;
    this.#options = options;
  }

  *entry(path: Buffer, name: string): Generator<Uint8Array, void, undefined> {
    const stat = lstatSync(path);
    const choice = this.#options.choose?.(name, stat.isDirectory()) ?? "take";
    if (choice === "leave") return;
    if (choice === "look below") return yield* this.children(path, name);
    const first = !stat.isDirectory() && stat.nlink > 1 ? this.#first(stat, name) : undefined;
    const type = first === undefined ? typeOf(stat) : "hard-link";
    if (type === undefined) return;
    if (type === "file") return yield* this.#file(path, name);
    yield tarHeader(this.#describe(stat, { type, path, name, first }));
    if (type === "directory") yield* this.children(path, name);
  }

  *children(path: Buffer, name: string): Generator<Uint8Array, void, undefined> {
    for (const child of readdirSync(path, { encoding: "buffer" }).sort(Buffer.compare)) {
      const childName = child.toString("latin1");
      const childPath = Buffer.concat([path, Buffer.from("/"), child]);
      yield* this.entry(childPath, name === "" ? childName : `${name}/${childName}`);
    }
  }

  #first(stat: Stats, name: string): string | undefined {
    const key = `${stat.dev}:${stat.ino}`;
    const first = this.#linked.get(key);
    if (first === undefined) this.#linked.set(key, name);
    return first;
  }

  /** What it holds is what it held when it was opened: more is left out, and what is gone is zeros. */
  *#file(path: Buffer, name: string): Generator<Uint8Array, void, undefined> {
    const fd = openSync(path, "r");
    try {
      const stat = fstatSync(fd);
      yield tarHeader({ ...this.#describe(stat, { type: "file", path, name }), sizeBytes: stat.size });
      let left = stat.size;
      while (left > 0) {
        const chunk = Buffer.alloc(Math.min(chunkBytes, left));
        readSync(fd, chunk);
        left -= chunk.length;
        yield chunk;
      }
      yield tarPadding(stat.size);
    } finally {
      closeSync(fd);
    }
  }

  #describe(
    stat: Stats,
    entry: { type: TarEntryInput["type"]; path: Buffer; name: string; first?: string | undefined },
  ): TarEntryInput {
    const { type, path, name, first } = entry;
    const isDevice = type === "character-device" || type === "block-device";
    return {
      type,
      name: type === "directory" ? `${this.#rename(name)}/` : this.#rename(name),
      mode: stat.mode & 0o7777,
      uid: this.#options.owner ?? stat.uid,
      gid: this.#options.owner ?? stat.gid,
      mtimeSeconds: Math.floor(stat.mtimeMs / 1000),
      ...(type === "symlink" ? { linkName: readlinkSync(path, { encoding: "buffer" }).toString("latin1") } : {}),
      ...(first === undefined ? {} : { linkName: this.#rename(first) }),
      ...(isDevice ? { deviceMajor: (stat.rdev >>> 8) & 0xfff, deviceMinor: minorOf(stat.rdev) } : {}),
    };
  }
}

function minorOf(device: number): number {
  return (device & 0xff) | ((device >>> 12) & 0xfff00);
}

/** Sockets have none. */
function typeOf(stat: Stats): TarEntryInput["type"] | undefined {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "directory";
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isCharacterDevice()) return "character-device";
  if (stat.isBlockDevice()) return "block-device";
  return stat.isFIFO() ? "fifo" : undefined;
}
