import { mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, isErrno, kernelMemory, syscall } from "../libc.ts";
import { mkdirAllIn, openPathIn, openRoot, statIn, writeFileIn } from "../rooted-files.ts";
import type { ContainerView, Fd, ImageMount, OpenedView, ViewBind, ViewRoot } from "./contract.ts";
import { inMountNamespace, inNewMountNamespace } from "./mount-namespaces.ts";
import { mountOverlay } from "./mounts.ts";

const currentDirectory = -100;
/** include/uapi/linux/mount.h, fcntl.h */
const flags = {
  recursive: 0x4000,
  private: 0x40000,
  readonly: 1,
  detach: 2,
  cloneTree: 1,
  closeOnExec: 0o2000000,
  emptyPath: 0x1000,
  wholeTree: 0x8000,
  fromDescriptor: 0x04,
  toDescriptor: 0x40,
} as const;
/** Folders of every Linux host, which a namespace that is to hold nothing else can do without. */
const place = "/sys";
const otherPlace = "/dev";

/** @see Kernel.openView */
export function openView(view: ContainerView): OpenedView {
  using root = new FdHandle(rootTree(view.root));
  setTree(root.fd, { readonly: false });
  using sources = new Sources(view.binds);
  return inNewMountNamespace((namespace) => {
    syscall("mount", "/", 0, addressOf(cString("/")), 0, flags.recursive | flags.private, 0);
    attach(root.fd, { path: place });
    for (const [index, bind] of view.binds.entries()) bindInto(root.fd, bind, sources.at(index));
    makeRoot(root.fd);
    return { root: root.give(), namespace: namespace.give() };
  });
}

/** @see Kernel.cloneRoot */
export function cloneRoot(namespace: Fd): Fd {
  return inMountNamespace(namespace, () => {
    const path = cString("/");
    return syscall("open_tree", "/", currentDirectory, addressOf(path), flags.cloneTree | flags.closeOnExec);
  });
}

/** @see Kernel.mountImage */
export function mountImage({ overlay, path, target }: ImageMount): void {
  using whole = new FdHandle(mountOverlay(overlay));
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  if (statIn(whole.fd, path === "" ? "." : path)?.type === "file") writeFile(target);
  else mkdirSync(target, { recursive: true, mode: 0o700 });
  using folder = new FdHandle(openRoot(dirname(target)));
  using point = new FdHandle(openPathIn(folder.fd, target.slice(target.lastIndexOf("/") + 1)));
  if (path === "") {
    attach(whole.fd, { fd: point.fd });
    return;
  }
  const spot = `${target}.whole`;
  mkdirSync(spot, { mode: 0o700 });
  try {
    attachPart(whole.fd, { path, spot, point: point.fd });
  } finally {
    rmdirSync(spot);
  }
}

function writeFile(target: string): void {
  using folder = new FdHandle(openRoot(dirname(target)));
  const name = target.slice(target.lastIndexOf("/") + 1);
  writeFileIn(folder.fd, name, { bytes: new Uint8Array(), mode: 0o600, uid: 0, gid: 0 });
}

function rootTree(root: ViewRoot): Fd {
  return "overlay" in root ? mountOverlay(root.overlay) : cloneRoot(root.namespace);
}

/** The trees that are to be bound, opened where their paths mean something. */
class Sources implements Disposable {
  readonly #trees: FdHandle[] = [];

  constructor(binds: readonly ViewBind[]) {
    try {
      for (const bind of binds) this.#trees.push(new FdHandle(sourceTree(bind)));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  at(index: number): Fd {
    return this.#trees[index]?.fd ?? -1;
  }

  [Symbol.dispose](): void {
    for (const tree of this.#trees) tree[Symbol.dispose]();
  }
}

function sourceTree({ source, readonly }: ViewBind): Fd {
  if ("overlay" in source) return mountOverlay(source.overlay);
  using top = new FdHandle(openRoot(source.folder));
  using found = new FdHandle(openPathIn(top.fd, source.path));
  using tree = new FdHandle(cloneTree(found.fd, source.path));
  setTree(tree.fd, { readonly });
  return tree.give();
}

function cloneTree(fd: Fd, subject: string): Fd {
  const how = flags.cloneTree | flags.closeOnExec | flags.emptyPath | flags.wholeTree;
  return syscall("open_tree", subject, fd, addressOf(cString("")), how);
}

/** Takes a detached tree out of all propagation: nothing that is mounted on it is to show elsewhere. */
function setTree(fd: Fd, { readonly }: { readonly readonly: boolean }): void {
  const attributes = kernelMemory(32);
  attributes.writeBigUInt64LE(BigInt(readonly ? flags.readonly : 0), 0);
  attributes.writeBigUInt64LE(BigInt(flags.private), 16);
  const how = flags.emptyPath | flags.wholeTree;
  syscall("mount_setattr", "tree", fd, addressOf(cString("")), how, addressOf(attributes), 32);
}

function attach(tree: Fd, to: { readonly path: string } | { readonly fd: Fd }): void {
  const byPath = "path" in to;
  const [from, target] = [cString(""), cString(byPath ? to.path : "")];
  const folder = byPath ? currentDirectory : to.fd;
  const how = flags.fromDescriptor | (byPath ? 0 : flags.toDescriptor);
  syscall("move_mount", byPath ? to.path : "", tree, addressOf(from), folder, addressOf(target), how);
}

function bindInto(root: Fd, bind: ViewBind, tree: Fd): void {
  using point = new FdHandle(mountPoint(root, bind, tree));
  if (!("overlay" in bind.source) || bind.source.path === "") attach(tree, { fd: point.fd });
  else attachPart(tree, { path: bind.source.path, spot: otherPlace, point: point.fd });
}

/** What lies at the destination; made, as a folder or an empty file, where nothing does. */
function mountPoint(root: Fd, { source, destination }: ViewBind, tree: Fd): Fd {
  try {
    return openPathIn(root, destination);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  const inner = "overlay" in source && source.path !== "" ? source.path : ".";
  const owner = { uid: 0, gid: 0, mode: 0o755 };
  if (statIn(tree, inner)?.type === "directory") mkdirAllIn(root, destination, owner);
  else {
    mkdirAllIn(root, dirname(destination), owner);
    writeFileIn(root, destination, { ...owner, bytes: new Uint8Array() });
  }
  return openPathIn(root, destination);
}

/** Only what is attached can be cloned in parts, on kernels before 6.15: so all of it is at the folder `spot`, for a moment. */
function attachPart(
  whole: Fd,
  { path, spot, point }: { readonly path: string; readonly spot: string; readonly point: Fd },
): void {
  attach(whole, { path: spot });
  try {
    using part = new FdHandle(openPathIn(whole, path));
    using tree = new FdHandle(cloneTree(part.fd, path));
    attach(tree.fd, { fd: point });
  } finally {
    unmountAt(whole);
  }
}

/** Unmounts the mount whose root is open. */
function unmountAt(root: Fd): void {
  const path = cString(`/proc/self/fd/${root}`);
  syscall("umount2", "tree", addressOf(path), flags.detach);
}

/** Makes the attached tree the namespace's root and lets go of all the rest (pivot_root(2), "pivot_root(".", ".")"). */
function makeRoot(root: Fd): void {
  const here = cString(".");
  syscall("fchdir", "/", root);
  syscall("pivot_root", "/", addressOf(here), addressOf(here));
  syscall("umount2", "/", addressOf(here), flags.detach);
}
