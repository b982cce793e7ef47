import { cannotOverwrite, cannotRemove, invalidEntryName, invalidLinkTarget } from "#core/files/errors.ts";
import { type ByteString, byteStringText, type TarEntry } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  factsAt,
  fileTypes,
  makeFolder,
  makeLink,
  makeNode,
  makeSymlink,
  openAt,
  openFlags,
  type Time,
  timeAt,
  truncateFd,
  writeAll,
} from "#sys/files/calls.ts";
import { removeTree } from "#sys/files/walk.ts";
import { isErrno } from "#sys/libc.ts";
import { localName } from "./paths.ts";
import { nodeNumber, type Owner, setEntryFacts, setFileFacts } from "./set-facts.ts";
import { TargetFolders } from "./target-folders.ts";

const newFile = openFlags.writeOnly | openFlags.create | openFlags.exclusive | openFlags.noFollow;
const nodeTypes = {
  fifo: fileTypes.fifo,
  "character-device": fileTypes.character,
  "block-device": fileTypes.block,
} as const;

export interface WriterOptions {
  /** What messages call the target. */
  readonly name: string;
  readonly owner?: Owner;
  readonly noOverwriteDirNonDir: boolean;
}

/** An entry and where it goes. */
interface Placed {
  readonly entry: TarEntry;
  /** From the target; clean. */
  readonly path: ByteString;
  readonly parent: ByteString;
  readonly base: ByteString;
}

/**
 * Unpacks entries into an open folder as moby's archive.Untar does: what is in the way of an entry goes, and folders are
 * merged.
 */
export class TreeWriter implements Disposable {
  readonly #options: WriterOptions;
  readonly #folders: TargetFolders;
  readonly #folderTimes = new Map<ByteString, Time>();
  #file: { readonly fd: number; readonly entry: TarEntry } | undefined;

  /** @param target borrowed */
  constructor(target: number, options: WriterOptions) {
    this.#options = options;
    this.#folders = new TargetFolders(target);
  }

  /** An entry for the target itself changes nothing. */
  begin(entry: TarEntry): void {
    const path = localName(entry.name);
    if (path === undefined) throw invalidEntryName(byteStringText(entry.name));
    if (path !== "") this.#write({ entry, path, ...split(path) });
  }

  data(bytes: Uint8Array, offset: number): void {
    const file = this.#file;
    if (file === undefined) return;
    const sparse = file.entry.segments !== undefined;
    check(writeAll(file.fd, bytes, sparse ? offset : undefined), "write", file.entry.name);
  }

  end(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      if (file.entry.segments !== undefined)
        check(truncateFd(file.fd, file.entry.sizeBytes), "truncate", file.entry.name);
      setFileFacts(file.fd, file.entry, this.#options.owner);
    } finally {
      closeFd(file.fd);
    }
  }

  /** Sets the times of folders, which writing into them has changed. */
  finish(): void {
    for (const [path, time] of [...this.#folderTimes].reverse()) {
      const { parent, base } = split(path);
      check(timeAt(this.#folders.open(parent), base, time), "utimensat", path);
    }
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeFd(this.#file.fd);
    this.#file = undefined;
    this.#folders[Symbol.dispose]();
  }

  #write(placed: Placed): void {
    this.#clear(placed);
    const { entry, path, parent, base } = placed;
    if (entry.type === "directory") {
      const made = makeFolder(this.#folders.open(parent), base);
      if (made !== -errnos.EEXIST) check(made, "mkdirat", path);
      this.#setFolder(placed);
      return;
    }
    this.#folderTimes.delete(path);
    const result = this.#make(placed);
    if (entry.type === "hard-link") check(result, "linkat", `${entry.linkName} ${path}`);
    check(result, "openat", path);
    if (entry.type === "file") this.#file = { fd: result, entry };
    else if (entry.type !== "hard-link") setEntryFacts([this.#folders.open(parent), base], entry, this.#options.owner);
  }

  /** Takes away what is in the entry's place, but for a folder that a folder is merged into. */
  #clear({ entry, path, parent, base }: Placed): void {
    const facts = factsAt(this.#folders.open(parent), base);
    if (typeof facts === "number") return;
    const isFolder = (facts.mode & fileTypes.mask) === fileTypes.folder;
    const folderComes = entry.type === "directory";
    if (isFolder && folderComes) return;
    if (this.#options.noOverwriteDirNonDir && isFolder !== folderComes)
      throw cannotOverwrite(byteStringText(path), this.#options.name, { isFolder });
    this.#remove(parent, base, path);
    this.#folders.forgetAll();
    for (const known of this.#folderTimes.keys())
      if (known === path || known.startsWith(`${path}/`)) this.#folderTimes.delete(known);
  }

  #remove(parent: ByteString, base: ByteString, path: ByteString): void {
    try {
      removeTree(this.#folders.open(parent), base, { keepMountPoints: true });
    } catch (error) {
      throw isErrno(error, "EBUSY") ? cannotRemove(byteStringText(path), error) : error;
    }
  }

  #make(placed: Placed): number {
    const { entry, parent, base } = placed;
    const folder = this.#folders.open(parent);
    switch (entry.type) {
      case "file":
        return openAt(folder, base, newFile);
      case "symlink":
        return makeSymlink(folder, base, entry.linkName);
      case "hard-link":
        return this.#link(placed);
      case "directory":
        throw new TypeError("a directory is made elsewhere");
      default:
        return makeNode(folder, base, nodeTypes[entry.type] | 0o600, nodeNumber(entry));
    }
  }

  #link({ entry, parent, base }: Placed): number {
    const target = localName(entry.linkName);
    if (target === undefined) throw invalidLinkTarget(byteStringText(entry.linkName));
    const place = split(target);
    const from = this.#folders.find(place.parent);
    return from < 0 ? from : makeLink([from, place.base], [this.#folders.open(parent), base]);
  }

  #setFolder({ entry, path, parent, base }: Placed): void {
    const flags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
    const folder = check(openAt(this.#folders.open(parent), base, flags), "openat", path);
    try {
      setFileFacts(folder, entry, this.#options.owner);
    } finally {
      closeFd(folder);
    }
    this.#folderTimes.delete(path);
    this.#folderTimes.set(path, { seconds: entry.mtimeSeconds, nanoseconds: entry.mtimeNanoseconds });
  }
}

function split(path: ByteString): { readonly parent: ByteString; readonly base: ByteString } {
  const slash = path.lastIndexOf("/");
  return { parent: slash < 0 ? "" : path.slice(0, slash), base: path.slice(slash + 1) };
}
