import type { OpenTree } from "#core/build/file-worker.ts";
import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  openAt,
  openFlags,
  openIn,
  readNames,
  resolveFlags,
} from "#sys/files/calls.ts";
import { followPath, inodeFlags } from "../paths.ts";
import { followLinks } from "./follow-links.ts";
import { atRoot, type FilterState, SelectionFilter } from "./selection-filter.ts";

const straight = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;
const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;

/** Where something is in a view: absolute and clean, all symlinks followed but perhaps the last part. */
export interface Located {
  readonly path: ByteString;
  /** Its user's to close. */
  readonly inode: number;
  /** Whether `inode` is open for reading; it is O_PATH otherwise. */
  readonly readable: boolean;
  readonly facts: FileFacts;
}

/**
 * A tree that is read, as the step that reads it sees it: of a folder of this machine only what its selection names, with the
 * folders on the way to it, all owned by root.
 */
export class SourceView implements Disposable {
  readonly root: number;
  readonly isFolder: boolean;
  readonly #owned: boolean;
  readonly #filter: SelectionFilter;
  readonly #states = new Map<ByteString, FilterState>([["", atRoot]]);
  readonly #holdsSome = new Map<ByteString, boolean>();

  /** @throws SyscallError · invalid-argument for a bad pattern */
  constructor(tree: Exclude<OpenTree, { at: "nothing" }>) {
    this.isFolder = tree.at === "folder";
    this.#owned = this.isFolder;
    this.root =
      tree.at === "tree"
        ? tree.fd
        : check(
            openAt(-100, textByteString(tree.path), openFlags.path | openFlags.directory),
            "open",
            textByteString(tree.path),
          );
    try {
      this.#filter = new SelectionFilter(
        tree.at === "tree" ? { includePatterns: [], excludePatterns: [] } : patternsOf(this.root, tree.selection),
      );
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** As what is in the tree is seen: what is in a folder of this machine belongs to root, and its top is like any folder. */
  seen(facts: FileFacts, path: ByteString): FileFacts {
    if (!this.isFolder) return facts;
    return { ...facts, uid: 0, gid: 0, mode: path === "/" ? fileTypes.folder | 0o755 : facts.mode };
  }

  /** What `path` leads to within the tree; undefined: nothing that can be seen. @throws SyscallError */
  locate(path: ByteString, options: { readonly follow: boolean }): Located | undefined {
    const real = this.#resolve(path, options.follow);
    if (!this.#isVisible(real)) return undefined;
    const inode = openIn(this.root, real, inodeFlags, straight);
    if (inode === -errnos.ENOENT || inode === -errnos.ENOTDIR || inode === -errnos.ELOOP) return undefined;
    check(inode, "open", real);
    try {
      return { path: real, inode, readable: false, facts: this.seen(factsOf(inode, real), real) };
    } catch (error) {
      closeFd(inode);
      throw error;
    }
  }

  /** The names of an open folder that can be seen, in the order of bytes. @param path absolute and clean */
  names(folder: number, path: ByteString): ByteString[] {
    const all = sortedNames(folder, path);
    if (this.#filter.passesAll) return all;
    return all.filter((name) => this.#sees(folder, name, path === "/" ? name : `${path.slice(1)}/${name}`));
  }

  /** Opens the folder that an inode is, to be read. */
  openFolder(inode: number, path: ByteString): number {
    return check(openAt(inode, ".", openFlags.readOnly | openFlags.directory), "open", path);
  }

  #resolve(path: ByteString, follow: boolean): ByteString {
    const clean = followPath(this.root, follow ? path : parentOf(path));
    if (follow || path.replaceAll("/", "") === "") return clean;
    return joined(clean, baseOf(path));
  }

  #isVisible(path: ByteString): boolean {
    if (path === "/" || this.#filter.passesAll) return true;
    const inner = path.slice(1);
    const parent = this.#open(parentOf(path));
    if (parent < 0) return false;
    try {
      return this.#sees(parent, baseOf(path), inner);
    } finally {
      closeFd(parent);
    }
  }

  #open(path: ByteString): number {
    return openIn(this.root, path, openFlags.path | openFlags.directory, straight);
  }

  /** @param path from the root, without a slash in front */
  #sees(folder: number, name: ByteString, path: ByteString): boolean {
    const verdict = this.#filter.judge(path, this.#stateOf(path.slice(0, Math.max(0, path.lastIndexOf("/")))));
    if (verdict.passes) return true;
    if (!verdict.mayHoldSome) return false;
    const known = this.#holdsSome.get(path);
    if (known !== undefined) return known;
    const holds = this.#looksInto(folder, name, path);
    this.#holdsSome.set(path, holds);
    return holds;
  }

  #looksInto(folder: number, name: ByteString, path: ByteString): boolean {
    const fd = openAt(folder, name, folderFlags);
    if (fd < 0) return false;
    try {
      return sortedNames(fd, path).some((child) => this.#sees(fd, child, `${path}/${child}`));
    } finally {
      closeFd(fd);
    }
  }

  #stateOf(path: ByteString): FilterState {
    const known = this.#states.get(path);
    if (known !== undefined) return known;
    const above = this.#stateOf(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const { included, excluded } = this.#filter.judge(path, above);
    const state = { included, excluded };
    this.#states.set(path, state);
    return state;
  }

  [Symbol.dispose](): void {
    if (this.#owned) closeFd(this.root);
  }
}

function patternsOf(root: number, selection: Extract<OpenTree, { at: "folder" }>["selection"]) {
  const { includePatterns, excludePatterns, followPaths } = selection;
  return { excludePatterns, includePatterns: [...includePatterns, ...followLinks(root, followPaths)] };
}

export function factsOf(fd: number, path: ByteString): FileFacts {
  const facts = factsAt(fd, "");
  if (typeof facts === "number") check(facts, "lstat", path);
  return facts as FileFacts;
}

export function sortedNames(fd: number, path: ByteString): ByteString[] {
  const all: ByteString[] = [];
  for (;;) {
    const names = readNames(fd);
    if (typeof names === "number") check(names, "getdents64", path);
    if ((names as ByteString[]).length === 0) return all.sort(byBytes);
    all.push(...(names as ByteString[]));
  }
}

function byBytes(a: ByteString, b: ByteString): number {
  return a < b ? -1 : 1;
}

export function joined(folder: ByteString, name: ByteString): ByteString {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Go's filepath.Base and filepath.Dir of an absolute path. */
export function baseOf(path: ByteString): ByteString {
  const trimmed = withoutEnd(path);
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

export function parentOf(path: ByteString): ByteString {
  const trimmed = withoutEnd(path);
  return trimmed.slice(0, Math.max(0, trimmed.lastIndexOf("/"))) || "/";
}

function withoutEnd(path: ByteString): ByteString {
  return path.endsWith("/") ? path.replace(/\/+$/, "") : path;
}

export function isFile(facts: FileFacts): boolean {
  return (facts.mode & fileTypes.mask) === fileTypes.file;
}

export function isFolder(facts: FileFacts): boolean {
  return (facts.mode & fileTypes.mask) === fileTypes.folder;
}
