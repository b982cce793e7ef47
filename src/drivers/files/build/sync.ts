import { EngineError } from "#base/errors.ts";
import type { BegunSync } from "#core/build/file-worker.ts";
import type { TreeFile as ListedFile } from "#formats/build/tree-file.ts";
import { type ByteString, byteStringText, textByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  type FileFacts,
  factsAt,
  fileTypes,
  makeFolder,
  makeLink,
  makeNode,
  makeSymlink,
  openAt,
  openFlags,
  timeAt,
  xattrAt,
} from "#sys/files/calls.ts";
import { modeInode, readLinkFd } from "#sys/files/descriptor-calls.ts";
import { removeTree } from "#sys/files/walk.ts";
import type { Cancellation } from "../cancellation.ts";
import { inodeFlags } from "../paths.ts";
import { isFolder, sortedNames } from "./source-view.ts";
import { TargetTree } from "./target-tree.ts";

const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const billion = 1_000_000_000n;

interface Listed {
  readonly number: number;
  readonly path: ByteString;
  readonly file: ListedFile;
}

type Listing = ReadonlyMap<ByteString, Listed>;

/** @see BuildFileWorker.beginSync */
export function beginSync(folder: string, files: readonly ListedFile[], cancellation: Cancellation): BegunSync {
  const listing = checkedListing(files);
  return withRoot(folder, (root) => {
    using tree = new TargetTree(root);
    const there = new Set<ByteString>();
    const comparison = new Comparison(listing, there, cancellation);
    comparison.folder(root, "");
    const wanted = [...listing.values()].flatMap((listed) => {
      cancellation.throwIfCancelled();
      return there.has(listed.path) ? [] : missing(tree, listed);
    });
    return { wanted, isWhole: comparison.isWhole && there.size === listing.size };
  });
}

/** @see BuildFileWorker.finishSync */
export function finishSync(folder: string, files: readonly ListedFile[], written: readonly number[]): void {
  const listing = checkedListing(files);
  const isWritten = new Set(written);
  withRoot(folder, (root) => {
    using tree = new TargetTree(root);
    const entries = [...listing.values()];
    for (const listed of entries) if (isWritten.has(listed.number)) setFacts(tree, listed);
    for (const listed of entries) if (isHardLink(listed.file)) link(tree, listed);
    // What is made in a folder changes its time.
    for (const listed of entries.reverse()) if (typeOf(listed.file) !== fileTypes.file) setFacts(tree, listed);
  });
}

function withRoot<T>(folder: string, work: (root: number) => T): T {
  const root = check(openAt(-100, textByteString(folder), folderFlags), "open", textByteString(folder));
  try {
    return work(root);
  } finally {
    closeFd(root);
  }
}

/** By path. Nothing that is written by its names gets out of the folder: each lies in a folder that was listed before it. */
function checkedListing(files: readonly ListedFile[]): Listing {
  const listing = new Map<ByteString, Listed>();
  for (const [number, file] of files.entries()) {
    const path = textByteString(file.path);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const above = listing.get(parent)?.file;
    const inFolder = parent === "" || (above !== undefined && typeOf(above) === fileTypes.folder);
    if (!isClean(path) || !inFolder || listing.has(path)) throw invalidPath(file.path);
    if (isHardLink(file) && !isPlainFile(listing.get(textByteString(cleanLink(file)))?.file))
      throw invalidPath(file.linkName);
    listing.set(path, { number, path, file });
  }
  return listing;
}

function isClean(path: ByteString): boolean {
  return path.length < 4096 && !path.includes("\0") && path.split("/").every((part) => !["", ".", ".."].includes(part));
}

function invalidPath(path: string): EngineError {
  return new EngineError("invalid-argument", `invalid path ${JSON.stringify(path)} in the list of files`);
}

function typeOf({ mode }: { readonly mode: number }): number {
  return mode & fileTypes.mask;
}

function isHardLink(file: ListedFile): boolean {
  return typeOf(file) === fileTypes.file && file.linkName !== "";
}

function isPlainFile(file: ListedFile | undefined): boolean {
  return file !== undefined && typeOf(file) === fileTypes.file && file.linkName === "";
}

function cleanLink({ linkName }: ListedFile): string {
  return linkName.replace(/^\/+/, "");
}

/** Takes away what is not listed or is something else by now, and notes what is as it should be. */
class Comparison {
  /** Nothing was taken away, and what is there has the facts that are listed. */
  isWhole = true;
  readonly #listing: Listing;
  readonly #there: Set<ByteString>;
  readonly #cancellation: Cancellation;

  constructor(listing: Listing, there: Set<ByteString>, cancellation: Cancellation) {
    this.#listing = listing;
    this.#there = there;
    this.#cancellation = cancellation;
  }

  folder(fd: number, path: ByteString): void {
    this.#cancellation.throwIfCancelled();
    for (const name of sortedNames(fd, path)) this.#entry(fd, name, path === "" ? name : `${path}/${name}`);
  }

  #entry(folder: number, name: ByteString, path: ByteString): void {
    const facts = factsAt(folder, name);
    if (typeof facts === "number") check(facts, "lstat", path);
    const listed = this.#listing.get(path);
    if (listed === undefined || !isAsListed(facts as FileFacts, listed.file, () => linkTarget(folder, name))) {
      removeTree(folder, name);
      this.isWhole = false;
      return;
    }
    this.#there.add(path);
    if (!hasFacts(facts as FileFacts, listed.file)) this.isWhole = false;
    if (!isFolder(facts as FileFacts)) return;
    const fd = check(openAt(folder, name, folderFlags), "open", path);
    try {
      this.folder(fd, path);
    } finally {
      closeFd(fd);
    }
  }
}

/** As fsutil compares: a second name is made anew, folders only need to be there. */
function isAsListed(facts: FileFacts, file: ListedFile, target: () => ByteString): boolean {
  const type = typeOf(facts);
  if (type !== typeOf(file) || isHardLink(file)) return false;
  if (type === fileTypes.folder) return true;
  if (type === fileTypes.link) return byteStringText(target()) === file.linkName;
  return (
    hasFacts(facts, file) &&
    (type === fileTypes.file ? facts.sizeBytes === file.sizeBytes : facts.device === deviceOf(file))
  );
}

function hasFacts(facts: FileFacts, file: ListedFile): boolean {
  const mtimeNs = BigInt(facts.mtime.seconds) * billion + BigInt(facts.mtime.nanoseconds);
  return mtimeNs === file.mtimeNs && (facts.mode === file.mode || typeOf(file) === fileTypes.link);
}

function linkTarget(folder: number, name: ByteString): ByteString {
  const inode = check(openAt(folder, name, inodeFlags), "open", name);
  try {
    return readLinkFd(inode);
  } finally {
    closeFd(inode);
  }
}

function deviceOf({ deviceMajor: major, deviceMinor: minor }: ListedFile): number {
  return ((major << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12)) >>> 0;
}

/** Makes an entry that is not there. @returns its number where its content is to be written */
function missing(tree: TargetTree, { number, path, file }: Listed): number[] {
  const place = tree.place(`/${path}`);
  const type = typeOf(file);
  if (type === fileTypes.file) return isHardLink(file) ? [] : [number];
  if (type === fileTypes.folder) check(makeFolder(...place), "mkdir", path);
  else if (type === fileTypes.link) check(makeSymlink(...place, textByteString(file.linkName)), "symlink", path);
  else check(makeNode(...place, type | 0o600, deviceOf(file)), "mknod", path);
  return [];
}

function link(tree: TargetTree, { path, file }: Listed): void {
  check(makeLink(tree.place(`/${textByteString(cleanLink(file))}`), tree.place(`/${path}`)), "link", path);
}

function setFacts(tree: TargetTree, { path, file }: Listed): void {
  const place = tree.place(`/${path}`);
  const facts = tree.facts(`/${path}`);
  if (facts !== undefined && hasFacts(facts, file)) return;
  if (typeOf(file) !== fileTypes.link) {
    const inode = check(openAt(...place, inodeFlags), "open", path);
    try {
      modeInode(inode, file.mode & 0o7777);
    } finally {
      closeFd(inode);
    }
  }
  // What the file system does not take is left out, as BuildKit does.
  for (const [name, value] of Object.entries(file.xattrs))
    if (!/^(?:trusted|user)\.overlay\./.test(name)) xattrAt(place, textByteString(name), value);
  const seconds = file.mtimeNs / billion;
  const nanoseconds = Number(file.mtimeNs - seconds * billion);
  check(timeAt(...place, timeOf(Number(seconds), nanoseconds)), "utimensat", path);
}

/** Of a time before 1970 too. */
function timeOf(seconds: number, nanoseconds: number): { seconds: number; nanoseconds: number } {
  return nanoseconds < 0
    ? { seconds: seconds - 1, nanoseconds: nanoseconds + 1_000_000_000 }
    : { seconds, nanoseconds };
}
