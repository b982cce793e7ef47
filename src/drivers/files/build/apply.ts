import { posix } from "node:path";
import type { ApplyJob, OpenAction, OpenCopy, OpenOwner } from "#core/build/file-worker.ts";
import { type ModeChange, parseModeChange } from "#formats/file-mode.ts";
import { hasWildcards } from "#formats/patterns/go-pattern.ts";
import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, modeFd, openAt, openFlags, ownFd, writeAll } from "#sys/files/calls.ts";
import { SyscallError } from "#sys/libc.ts";
import type { Cancellation } from "../cancellation.ts";
import { noSourceFound, notFound } from "./build-errors.ts";
import type { OpenViews } from "./open-views.ts";
import { ownerIn } from "./owner.ts";
import { SelectionFilter } from "./selection-filter.ts";
import { baseOf, isFolder, joined, type Located, parentOf } from "./source-view.ts";
import { type MadeFolder, type NumericOwner, TargetTree } from "./target-tree.ts";
import { TreeCopier } from "./tree-copier.ts";
import { unpackArchive } from "./unpack.ts";
import { matchingPaths } from "./wildcards.ts";

/** Carries the actions of a step out, one after the other. @see BuildFileWorker.apply */
export async function applyActions(
  job: Omit<ApplyJob, "trees">,
  views: OpenViews,
  cancellation: Cancellation,
): Promise<void> {
  using target = new TargetTree(job.root, job.layer);
  const application = new Application({ root: job.root, target, views, cancellation });
  for (const action of job.actions) {
    cancellation.throwIfCancelled();
    await application.run(action);
  }
}

interface Ground {
  readonly root: number;
  readonly target: TargetTree;
  readonly views: OpenViews;
  readonly cancellation: Cancellation;
}

/** One source of a copy and where it goes. */
interface OneCopy {
  readonly action: OpenCopy;
  /** Absolute and clean: what the action calls it. */
  readonly path: ByteString;
  readonly source: Located;
  readonly made: MadeFolder;
  readonly mode: ModeChange | undefined;
}

class Application {
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async run(action: OpenAction): Promise<void> {
    const owner = action.owner === undefined ? undefined : this.#owner(action.owner);
    switch (action.action) {
      case "mkdir":
        return this.#makeFolder(textByteString(posix.resolve("/", action.path)), action, owner);
      case "mkfile":
        return this.#makeFile(textByteString(posix.resolve("/", action.path)), action, owner);
      case "copy":
        return await this.#copy(action, owner);
    }
  }

  #owner(owner: OpenOwner): NumericOwner {
    const { root, views } = this.#ground;
    return ownerIn(owner.lookIn === undefined ? root : views.rootOf(owner.lookIn, root), owner);
  }

  #makeFolder(
    path: ByteString,
    { mode, makeParents }: { mode: number; makeParents: boolean },
    owner: NumericOwner | undefined,
  ): void {
    const { target } = this.#ground;
    const real = target.resolve(path);
    const made = { mode: mode & 0o777, owner };
    if (makeParents) target.makeFolders(real, made);
    else if (target.facts(real) === undefined) target.makeFolder(real, made);
  }

  #makeFile(
    path: ByteString,
    { mode, data }: { mode: number; data: Uint8Array },
    owner: NumericOwner | undefined,
  ): void {
    const { target } = this.#ground;
    const real = target.resolve(path);
    const flags = openFlags.writeOnly | openFlags.create | openFlags.noFollow | truncate;
    const fd = check(openAt(...target.place(real), flags, mode & 0o777), "open", real);
    try {
      check(writeAll(fd, data), "write", real);
      check(ownFd(fd, owner?.uid ?? 0, owner?.gid ?? 0), "chown", real);
      check(modeFd(fd, mode & 0o777), "chmod", real);
    } finally {
      closeFd(fd);
    }
  }

  async #copy(action: OpenCopy, owner: NumericOwner | undefined): Promise<void> {
    const mode = modeOf(action);
    const made = { mode: typeof action.mode === "number" ? action.mode & 0o777 & ~umask : 0o755, owner };
    if (!action.createDestination) this.#requireParent(action.destination);
    this.#requirePaths(action);
    for (const path of this.#sources(action)) {
      const source = this.#locate(action, path);
      try {
        await this.#copyOne({ action, path, source, made, mode });
      } finally {
        closeFd(source.inode);
      }
    }
  }

  #sources({ from, source, wildcards, allowEmptyWildcard }: OpenCopy): ByteString[] {
    const view = this.#ground.views.view(from);
    if (!wildcards || !hasWildcards(source)) return [textByteString(posix.resolve("/", source))];
    const found = view === undefined ? [] : matchingPaths(view, source);
    if (found.length === 0 && !allowEmptyWildcard) throw noSourceFound(source);
    return found;
  }

  #locate({ from, followSymlinks }: OpenCopy, path: ByteString): Located {
    const located = this.#ground.views.view(from)?.locate(path, { follow: followSymlinks });
    if (located === undefined) throw new SyscallError("lstat", errnos.ENOENT, path);
    return located;
  }

  #requirePaths({ from, requiredPaths, followSymlinks }: OpenCopy): void {
    for (const path of requiredPaths) {
      const bytes = textByteString(path);
      const located = this.#ground.views.view(from)?.locate(bytes, { follow: followSymlinks });
      if (located === undefined) throw notFound(bytes);
      closeFd(located.inode);
    }
  }

  #requireParent(destination: string): void {
    const { target } = this.#ground;
    const real = target.resolve(textByteString(posix.resolve("/", destination)));
    if (target.facts(parentOf(real)) === undefined) throw new SyscallError("lstat", errnos.ENOENT, parentOf(real));
  }

  async #copyOne(copy: OneCopy): Promise<void> {
    const { action, source, made, mode } = copy;
    const { target, views, cancellation } = this.#ground;
    const destination = textByteString(posix.resolve("/", action.destination));
    if (action.unpack) {
      const into = { tree: target, path: target.resolve(destination), made: { ...made, mode: 0o755 } };
      if (await unpackArchive(source, into, cancellation)) return;
    }
    const isFolderPath = /\/\.?$/.test(action.destination);
    const above = textByteString(
      isFolderPath ? posix.resolve("/", action.destination) : posix.dirname(action.destination),
    );
    target.makeFolders(target.resolve(above), made);
    const place = this.#placeOf(copy, target.resolve(destination));
    const view = views.view(action.from);
    if (view === undefined) throw new TypeError("a source without a tree");
    const rules = { owner: made.owner, mode, filter: new SelectionFilter(action), alwaysReplace: action.alwaysReplace };
    new TreeCopier({ view, target }, rules, cancellation).copy(source, place);
  }

  /** Where a source itself goes, and the folders above it made. */
  #placeOf({ action, path, source, made }: OneCopy, destination: ByteString): ByteString {
    const { target } = this.#ground;
    const there = target.facts(destination);
    const folder = isFolder(source.facts);
    const intoFolder = there !== undefined && (folder ? !action.contentsOnly : isFolder(there));
    const place = intoFolder ? joined(destination, baseOf(path)) : destination;
    const contents = action.contentsOnly && folder && there === undefined;
    target.makeFolders(contents ? place : parentOf(place), made);
    return place;
  }
}

const truncate = 0o1000;
/** BuildKit's, which takes bits of folders that are made on the way, and of nothing that is copied. */
const umask = 0o022;

function modeOf({ mode }: OpenCopy): ModeChange | undefined {
  if (mode === undefined) return undefined;
  if (typeof mode === "string") return parseModeChange(mode);
  return () => mode & 0o7777;
}
