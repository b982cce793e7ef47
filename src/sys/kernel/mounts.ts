import { mkdirSync, mkdtempSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, callNumber, cString, isErrno, rawSyscall, SyscallError, syscall } from "../libc.ts";
import type { Fd, OverlayMount, SharedMemoryMount, TmpfsMount } from "./contract.ts";

const currentDirectory = -100;
const closeOnExec = 0o2000000;
const openPath = 0o10000000;
/** include/uapi/linux/mount.h */
const flags = {
  fsopenCloexec: 1,
  fsmountCloexec: 1,
  openTreeClone: 1,
  attrReadonly: 1,
  mountReadonly: 1,
  bind: 0x1000,
  private: 0x40000,
  detach: 2,
  /** nosuid, nodev, noexec */
  quiet: 14,
} as const;
const configure = { setFlag: 0, setString: 1, create: 6 } as const;
/** fsconfig(2) takes strings of up to 255 bytes; overlayfs gives a meaning to `\`, `:` and `,` in some kernels. */
const plainPath = /^[^\\:,]{1,255}$/;
/** What the daemon's layer trees rely on: no kernel or module default may store renames or metadata by reference. */
const fixedOptions = { index: "off", metacopy: "off", redirect_dir: "off" } as const;

/** An overlay attached to nowhere. @throws SyscallError */
export function mountOverlay(overlay: OverlayMount): Fd {
  const [only] = overlay.lowers;
  if (only === undefined && overlay.upper !== undefined) return cloneTree(overlay.upper);
  if (overlay.upper === undefined && overlay.lowers.length === 1 && only !== undefined) return cloneReadonly(only);
  using paths = new OverlayPaths(overlay);
  try {
    return mountDetached(paths, isReadonly(overlay));
  } catch (error) {
    if (!isErrno(error, "ENOSYS", "EINVAL")) throw error;
    return mountThenDetach(paths, isReadonly(overlay));
  }
}

/** The same for kernels whose mount API cannot do it: mountOverlay falls back to it. @throws SyscallError */
export function mountOverlayClassic(overlay: OverlayMount): Fd {
  using paths = new OverlayPaths(overlay);
  return mountThenDetach(paths, isReadonly(overlay));
}

/** @see Kernel.makePrivateAnchor */
export function makePrivateAnchor(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const path = cString(directory);
  const propagation = propagationOf(directory);
  if (propagation === undefined) mount(directory, [addressOf(path), addressOf(path), 0, flags.bind, 0]);
  if (propagation !== "private") mount(directory, [0, addressOf(path), 0, flags.private, 0]);
}

/** @see Kernel.mountSharedMemory */
export function mountSharedMemory({ path: directory, sizeBytes }: SharedMemoryMount): void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  if (propagationOf(directory) !== undefined) return;
  const path = cString(directory);
  const type = cString("tmpfs");
  const options = cString(`mode=1777,size=${sizeBytes}`);
  mount(directory, [addressOf(type), addressOf(path), addressOf(type), flags.quiet, addressOf(options)]);
}

/** @see Kernel.mountTmpfs */
export function mountTmpfs({ sizeBytes }: TmpfsMount): Fd {
  using context = new FdHandle(syscall("fsopen", "tmpfs", addressOf(cString("tmpfs")), flags.fsopenCloexec));
  for (const [name, value] of Object.entries({ mode: "0755", size: String(sizeBytes) }))
    setOption(context.fd, name, value);
  // Kernels before 6.4 know no such option, and have swapped tmpfs.
  rawSyscall(callNumber("fsconfig"), context.fd, configure.setFlag, addressOf(cString("noswap")), 0, 0);
  syscall("fsconfig", "tmpfs", context.fd, configure.create, 0, 0, 0);
  return syscall("fsmount", "tmpfs", context.fd, flags.fsmountCloexec, 0);
}

/** @see Kernel.unmount */
export function unmount(directory: string): void {
  const path = cString(directory);
  const result = rawSyscall(callNumber("umount2"), addressOf(path), flags.detach);
  if (result === -22 || result === -2 || result >= 0) return;
  throw new SyscallError("umount", -result, directory);
}

function isReadonly(overlay: OverlayMount): boolean {
  return overlay.readonly === true || overlay.upper === undefined;
}

/** The new mount API: nothing is ever attached. Kernels before 6.5 know no `lowerdir+` and answer EINVAL. */
function mountDetached(paths: OverlayPaths, readonly: boolean): Fd {
  using context = new FdHandle(syscall("fsopen", "overlay", addressOf(cString("overlay")), flags.fsopenCloexec));
  for (const lower of paths.lowers) setOption(context.fd, "lowerdir+", lower);
  for (const [name, value] of Object.entries(paths.upperOptions)) setOption(context.fd, name, value);
  for (const [name, value] of Object.entries(fixedOptions)) setOption(context.fd, name, value);
  if (paths.isVolatile) setFlag(context.fd, "volatile");
  syscall("fsconfig", "overlay", context.fd, configure.create, 0, 0, 0);
  const attributes = readonly ? flags.attrReadonly : 0;
  return syscall("fsmount", "overlay", context.fd, flags.fsmountCloexec, attributes);
}

/** The old way: mounted at a fresh directory for as long as it takes to clone and unmount it. */
function mountThenDetach(paths: OverlayPaths, readonly: boolean): Fd {
  const options = { lowerdir: paths.lowers.join(":"), ...paths.upperOptions, ...fixedOptions };
  const text = cString(
    Object.entries(options)
      .map(([name, value]) => `${name}=${value}`)
      .concat(paths.isVolatile ? ["volatile"] : [])
      .join(","),
  );
  const type = cString("overlay");
  const directory = mkdtempSync(join(tmpdir(), "gantry-overlay-"));
  const target = cString(directory);
  try {
    const mountFlags = readonly ? flags.mountReadonly : 0;
    mount("overlay", [addressOf(type), addressOf(target), addressOf(type), mountFlags, addressOf(text)]);
    try {
      return cloneTree(directory);
    } finally {
      unmount(directory);
    }
  } finally {
    rmdirSync(directory);
  }
}

/** overlayfs wants two lower directories when there is no upper one; a single one needs no overlay. */
function cloneReadonly(directory: string): Fd {
  using tree = new FdHandle(cloneTree(directory));
  const attributes = Buffer.from(new ArrayBuffer(32));
  attributes.writeBigUInt64LE(BigInt(flags.attrReadonly), 0);
  const emptyPath = 0x1000;
  syscall("mount_setattr", directory, tree.fd, addressOf(cString("")), emptyPath, addressOf(attributes), 32);
  return tree.give();
}

function cloneTree(directory: string): Fd {
  const path = cString(directory);
  return syscall("open_tree", directory, currentDirectory, addressOf(path), flags.openTreeClone | closeOnExec);
}

function setOption(context: Fd, name: string, value: string): void {
  const [key, text] = [cString(name), cString(value)];
  syscall("fsconfig", `${name}=${value}`, context, configure.setString, addressOf(key), addressOf(text), 0);
}

function setFlag(context: Fd, name: string): void {
  syscall("fsconfig", name, context, configure.setFlag, addressOf(cString(name)), 0, 0);
}

function mount(subject: string, args: readonly [number, number, number, number, number]): void {
  syscall("mount", subject, ...args);
}

/** The last mount at `directory`: whether it is shared with other namespaces; undefined when nothing is mounted there. */
function propagationOf(directory: string): "private" | "shared" | undefined {
  const escaped = directory.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
  const line = readFileSync("/proc/thread-self/mountinfo", "utf8")
    .split("\n")
    .findLast((candidate) => candidate.split(" ")[4] === escaped);
  if (line === undefined) return undefined;
  const optional = line.slice(0, line.indexOf(" - ")).split(" ").slice(6);
  return optional.length === 0 ? "private" : "shared";
}

/** The paths of an overlay as mount options; those that options cannot hold stand as descriptors. */
class OverlayPaths implements Disposable {
  readonly lowers: readonly string[];
  readonly upperOptions: Readonly<Record<string, string>>;
  readonly isVolatile: boolean;
  readonly #opened: FdHandle[] = [];

  constructor(overlay: OverlayMount) {
    this.isVolatile = overlay.volatile === true;
    try {
      this.lowers = overlay.lowers.map((path) => this.#plain(path));
      const { upper, work } = overlay;
      this.upperOptions =
        upper === undefined || work === undefined ? {} : { upperdir: this.#plain(upper), workdir: this.#plain(work) };
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    for (const handle of this.#opened) handle[Symbol.dispose]();
  }

  #plain(path: string): string {
    if (plainPath.test(path)) return path;
    const handle = new FdHandle(
      syscall("openat", path, currentDirectory, addressOf(cString(path)), openPath | closeOnExec),
    );
    this.#opened.push(handle);
    return `/proc/self/fd/${handle.fd}`;
  }
}
