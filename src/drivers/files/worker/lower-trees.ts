import type { LayerTrees, OverlayTrees } from "#core/files/contract.ts";
import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  isOpaque,
  openAt,
  openFlags,
  openIn,
  readNames,
  resolveFlags,
} from "#sys/files/calls.ts";
import { inodeFlags } from "../paths.ts";

export const folderOnly = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
/** Trees of layers: what lies behind a symlink is not at this path. */
const straight = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;

/** Opens the trees of an overlay for as long as `use` takes: the upper one, and those below it. */
export class OpenOverlay implements Disposable {
  readonly #opened: number[] = [];
  /** Top first. */
  readonly uppers: readonly number[];
  readonly lowers: LowerTrees;

  constructor({ upper, between = [], lowers }: OverlayTrees & Pick<LayerTrees, "between">) {
    const uppers = [upper, ...between];
    try {
      for (const path of [...uppers, ...lowers]) {
        const bytes = textByteString(path);
        this.#opened.push(check(openAt(-100, bytes, folderOnly), "open", bytes));
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.uppers = this.#opened.slice(0, uppers.length);
    this.lowers = new LowerTrees(this.#opened.slice(uppers.length));
  }

  get upper(): number {
    return this.uppers[0] ?? -1;
  }

  [Symbol.dispose](): void {
    for (const fd of this.#opened.splice(0)) closeFd(fd);
  }
}

/** What the layers below an upper tree show, top first. Paths are from the root, with a slash in front. */
export class LowerTrees {
  readonly #lowers: readonly number[];

  constructor(lowers: readonly number[]) {
    this.#lowers = lowers;
  }

  /** The path as the layers show it; undefined where there is nothing. */
  facts(path: ByteString): FileFacts | undefined {
    return this.find(path, (fd) => {
      const facts = factsAt(fd, "");
      return typeof facts === "number" || isWhiteout(facts) ? undefined : facts;
    });
  }

  /** What `read` gives for the path in the topmost layer that says something of it. */
  find<T>(path: ByteString, read: (fd: number) => T | undefined): T | undefined {
    for (const lower of this.#lowers) {
      const fd = openIn(lower, path, inodeFlags, straight);
      if (fd >= 0) {
        try {
          return read(fd);
        } finally {
          closeFd(fd);
        }
      }
      if (fd !== -errnos.ENOENT || hidesBelow(lower, path)) return undefined;
    }
    return undefined;
  }

  /** What the layers show in a folder. */
  namesIn(path: ByteString): ByteString[] {
    const found = new Map<ByteString, boolean>();
    for (const lower of this.#lowers) {
      const fd = openIn(lower, path, openFlags.readOnly | openFlags.directory | openFlags.noFollow, straight);
      if (fd < 0) {
        if (fd !== -errnos.ENOENT || hidesBelow(lower, path)) break;
        continue;
      }
      try {
        for (const name of sortedNames(fd, path)) {
          const facts = factsAt(fd, name);
          if (!found.has(name) && typeof facts !== "number") found.set(name, !isWhiteout(facts));
        }
        if (isOpaque(fd)) break;
      } finally {
        closeFd(fd);
      }
    }
    return [...found].filter(([, shown]) => shown).map(([name]) => name);
  }
}

export function isWhiteout({ mode, device }: FileFacts): boolean {
  return (mode & fileTypes.mask) === fileTypes.character && device === 0;
}

/** Whether a folder above `path` is opaque in this layer. */
function hidesBelow(lower: number, path: ByteString): boolean {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const fd = openIn(lower, path.slice(0, at), openFlags.path | openFlags.noFollow | openFlags.directory, straight);
    if (fd < 0) continue;
    const opaque = isOpaque(fd);
    closeFd(fd);
    if (opaque) return true;
  }
  return false;
}

/** The names in an open folder, in the order of their bytes. */
export function sortedNames(folder: number, path: ByteString): ByteString[] {
  const all: ByteString[] = [];
  for (;;) {
    const names = readNames(folder);
    if (typeof names === "number") check(names, "getdents64", path);
    if ((names as ByteString[]).length === 0) return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    for (const name of names as ByteString[]) all.push(name);
  }
}
