import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, syscall } from "../libc.ts";
import { mkdirAllIn, openPathIn, openRoot } from "../rooted-files.ts";
import type { Fd } from "./contract.ts";
import { inMountNamespace, inNewMountNamespace } from "./mount-namespaces.ts";
import { attach, cloneTree, isFolder, makeAllPrivate, makeRoot, mountPoint, setTree } from "./mount-trees.ts";
import { mountTmpfs } from "./mounts.ts";
import type { TreeAssembly, TreePart } from "./tree-assembly.ts";

const detach = 2;
const workshopBytes = 65_536;
/** Folders of the workshop: where the assembly stands, and a tree of which a part is taken. */
const bench = "/bench";
const beside = "/beside";
/** A folder of every Linux host. */
const anyFolder = "/sys";

/**
 * A mount namespace that holds nothing but two empty folders: trees are attached there for as long as one assembly takes,
 * since kernels before 6.15 mount nothing on what is attached nowhere.
 */
let workshop: Fd | undefined;

/** @see Kernel.assembleTree */
export function assembleTree({ base, parts }: TreeAssembly): Fd {
  workshop ??= openWorkshop();
  using folders = new Folders(parts);
  return inMountNamespace(workshop, () => {
    attach(base, { path: bench });
    try {
      for (const [index, part] of parts.entries()) putIn(base, part, folders.at(index));
      return cloneTree(base, bench);
    } finally {
      unmount(bench);
    }
  });
}

/** Host folders that parts come from, cloned while their paths mean something. */
class Folders implements Disposable {
  readonly #trees: Array<FdHandle | undefined> = [];

  constructor(parts: readonly TreePart[]) {
    try {
      for (const { source, path } of parts)
        this.#trees.push("folder" in source ? new FdHandle(cloneFolder(source.folder, path)) : undefined);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  at(index: number): Fd | undefined {
    return this.#trees[index]?.fd;
  }

  [Symbol.dispose](): void {
    for (const tree of this.#trees) tree?.[Symbol.dispose]();
  }
}

function cloneFolder(folder: string, path: string): Fd {
  using top = new FdHandle(openRoot(folder));
  using found = new FdHandle(openPathIn(top.fd, path));
  using tree = new FdHandle(cloneTree(found.fd, path));
  setTree(tree.fd, { readonly: false });
  return tree.give();
}

function putIn(base: Fd, { source, path, at }: TreePart, cloned: Fd | undefined): void {
  const whole = cloned ?? ("tree" in source ? source.tree : -1);
  if (cloned !== undefined || path === "") {
    attachAt(base, at, { tree: whole, folder: isFolder(whole, ".") });
    return;
  }
  attach(whole, { path: beside });
  try {
    using part = new FdHandle(openPathIn(whole, path));
    using tree = new FdHandle(cloneTree(part.fd, path));
    attachAt(base, at, { tree: tree.fd, folder: isFolder(whole, path) });
  } finally {
    unmount(beside);
  }
}

function attachAt(base: Fd, at: string, { tree, folder }: { readonly tree: Fd; readonly folder: boolean }): void {
  using point = new FdHandle(mountPoint(base, at, { folder }));
  attach(tree, { fd: point.fd });
}

function openWorkshop(): Fd {
  using root = new FdHandle(mountTmpfs({ sizeBytes: workshopBytes }));
  for (const folder of [bench, beside]) mkdirAllIn(root.fd, folder, { uid: 0, gid: 0, mode: 0o700 });
  return inNewMountNamespace((namespace) => {
    makeAllPrivate();
    attach(root.fd, { path: anyFolder });
    makeRoot(root.fd);
    return namespace.give();
  });
}

function unmount(path: string): void {
  syscall("umount2", path, addressOf(cString(path)), detach);
}
