import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import { FdHandle } from "../fd-handle.ts";
import { SyscallError } from "../libc.ts";
import {
  check,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  makeFolder,
  openAt,
  openFlags,
  type Time,
  timeAt,
  unlink,
} from "./calls.ts";
import { readLinkFd } from "./descriptor-calls.ts";

/** A place in a tree that something is to be mounted at. */
export interface StubPlace {
  /** Below the tree's root; symlinks on the way, the last one too, are followed within the tree. */
  readonly path: string;
  readonly folder: boolean;
}

interface Stub {
  readonly parent: FdHandle;
  readonly name: ByteString;
  /** Of the parent, before the stub was made and just after. */
  readonly before: Time;
  readonly after: Time;
}

const linkLimit = 40;

/**
 * The mount points that a tree lacks, made for as long as a program runs in it. Nobody else may change the tree while they are
 * made; whatever the program does then, they are removed from the very folders that they were made in, by descriptor.
 */
export class MountStubs implements Disposable {
  readonly #stubs: Stub[] = [];

  /** @throws SyscallError where a place cannot be made; nothing is left then. `root` is borrowed. */
  constructor(root: number, places: readonly StubPlace[]) {
    try {
      for (const place of places) this.#make(root, place);
    } catch (error) {
      this.remove();
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Removes the stubs that nothing was put into. A parent that has not changed otherwise has its former time again.
   * (What cannot be removed stays, as a file that a program has made would.)
   */
  remove(): void {
    for (const stub of this.#stubs.toReversed()) removeStub(stub);
  }

  [Symbol.dispose](): void {
    for (const { parent } of this.#stubs.splice(0)) parent[Symbol.dispose]();
  }

  #make(root: number, { path, folder }: StubPlace): void {
    using walk = new Walk(root);
    walk.queue(path);
    for (let name = walk.next(); name !== undefined; name = walk.next()) {
      if (walk.enter(name)) continue;
      const before = timeOf(walk.current);
      if (folder || walk.hasMore) check(makeFolder(walk.current, name), "mkdir", name);
      else makeFile(walk.current, name);
      const parent = new FdHandle(check(openAt(walk.current, ".", folderPath), "open", name));
      this.#stubs.push({ parent, name, before, after: timeOf(walk.current) });
      walk.enter(name);
    }
  }
}

const folderPath = openFlags.path | openFlags.directory;

/** Goes down a path one name at a time. Every descriptor is that of one name in the folder before it, which is no symlink. */
class Walk implements Disposable {
  readonly #root: number;
  readonly #folders: FdHandle[] = [];
  #names: ByteString[] = [];
  #links = 0;

  constructor(root: number) {
    this.#root = root;
  }

  get current(): number {
    return this.#folders.at(-1)?.fd ?? this.#root;
  }

  get hasMore(): boolean {
    return this.#names.length > 0;
  }

  queue(path: string): void {
    this.#add(textByteString(path));
  }

  next(): ByteString | undefined {
    return this.#names.shift();
  }

  /** Whether there is something of that name: it is gone into, or read where it is a symlink. */
  enter(name: ByteString): boolean {
    if (name === "..") {
      this.#folders.pop()?.[Symbol.dispose]();
      return true;
    }
    const found = openAt(this.current, name, openFlags.path | openFlags.noFollow);
    if (found === -errnos.ENOENT) return false;
    using handle = new FdHandle(check(found, "open", name));
    const { mode } = factsOf(handle.fd);
    if ((mode & fileTypes.mask) === fileTypes.link) this.#follow(readLinkFd(handle.fd), name);
    else if ((mode & fileTypes.mask) === fileTypes.folder) this.#folders.push(new FdHandle(handle.give()));
    else if (this.hasMore) check(-errnos.ENOTDIR, "open", name);
    return true;
  }

  [Symbol.dispose](): void {
    this.#leave();
  }

  #follow(target: ByteString, name: ByteString): void {
    this.#links += 1;
    if (this.#links > linkLimit) check(-errnos.ELOOP, "open", name);
    if (target.startsWith("/")) this.#leave();
    this.#add(target);
  }

  #add(path: ByteString): void {
    this.#names = [...path.split("/").filter((name) => name !== "" && name !== "."), ...this.#names];
  }

  #leave(): void {
    for (const folder of this.#folders.splice(0)) folder[Symbol.dispose]();
  }
}

function makeFile(folder: number, name: ByteString): void {
  const made = openFlags.writeOnly | openFlags.create | openFlags.exclusive | openFlags.noFollow;
  new FdHandle(check(openAt(folder, name, made, 0o644), "open", name))[Symbol.dispose]();
}

function removeStub({ parent, name, before, after }: Stub): void {
  const facts = factsAt(parent.fd, name);
  if (typeof facts === "number" || !isStub(facts)) return;
  const now = timeOf(parent.fd);
  if (unlink(parent.fd, name, { folder: (facts.mode & fileTypes.mask) === fileTypes.folder }) < 0) return;
  const unchanged = now.seconds === after.seconds && now.nanoseconds === after.nanoseconds;
  timeAt(parent.fd, ".", unchanged ? before : now);
}

/** A folder (rmdir(2) removes only empty ones) or an empty file. */
function isStub({ mode, sizeBytes }: FileFacts): boolean {
  const type = mode & fileTypes.mask;
  return type === fileTypes.folder || (type === fileTypes.file && sizeBytes === 0);
}

function timeOf(folder: number): Time {
  return factsOf(folder).mtime;
}

function factsOf(fd: number): FileFacts {
  const facts = factsAt(fd, "");
  if (typeof facts === "number") throw new SyscallError("statx", -facts, `fd ${fd}`);
  return facts;
}
