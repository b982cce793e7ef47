import { mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, syscall } from "../libc.ts";
import { openPathIn, openRoot, statIn, writeFileIn } from "../rooted-files.ts";
import type { ContainerView, Fd, ImageMount, OpenedView, ViewBind, ViewRoot } from "./contract.ts";
import { inMountNamespace, inNewMountNamespace } from "./mount-namespaces.ts";
import {
  attach,
  cloneTree,
  isFolder,
  makeAllPrivate,
  makeRoot,
  mountPoint,
  setTree,
  unmountAt,
} from "./mount-trees.ts";
import { mountOverlay } from "./mounts.ts";

const currentDirectory = -100;
/** include/uapi/linux/mount.h: OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC */
const cloneOne = 1 | 0o2000000;
/** Folders of every Linux host, which a namespace that is to hold nothing else can do without. */
const place = "/sys";
const otherPlace = "/dev";

/** @see Kernel.openView */
export function openView(view: ContainerView): OpenedView {
  using root = new FdHandle(rootTree(view.root));
  setTree(root.fd, { readonly: false });
  using sources = new Sources(view.binds);
  return inNewMountNamespace((namespace) => {
    makeAllPrivate();
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
    return syscall("open_tree", "/", currentDirectory, addressOf(path), cloneOne);
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

function bindInto(root: Fd, bind: ViewBind, tree: Fd): void {
  const inner = "overlay" in bind.source && bind.source.path !== "" ? bind.source.path : ".";
  using point = new FdHandle(mountPoint(root, bind.destination, { folder: isFolder(tree, inner) }));
  if (!("overlay" in bind.source) || bind.source.path === "") attach(tree, { fd: point.fd });
  else attachPart(tree, { path: bind.source.path, spot: otherPlace, point: point.fd });
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
