import { escapes } from "#core/files/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  makeFolder,
  modeFd,
  openAt,
  openFlags,
  openIn,
  ownFd,
  resolveFlags,
} from "#sys/files/calls.ts";
import { OpenFolders } from "#sys/files/open-folders.ts";
import { followPath } from "./paths.ts";

const folderOnly = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const straight = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;

/**
 * Descriptors of the folders that an extraction writes into, by their paths from its target. The target is the root of all
 * symlinks on the way, as it is for Docker: an absolute one starts there, and one that leads above it is refused. The last
 * used folders stay open.
 */
export class TargetFolders implements Disposable {
  readonly #target: number;
  readonly #open = new OpenFolders();

  /** @param target borrowed */
  constructor(target: number) {
    this.#target = target;
  }

  /** It stays this class's. What is missing is made, owned by root. @throws SyscallError · system */
  open(path: ByteString): number {
    let fd = this.find(path);
    if (fd === -errnos.ENOENT) {
      const slash = path.lastIndexOf("/");
      const parent = this.open(slash < 0 ? "" : path.slice(0, slash));
      this.#make(parent, path.slice(slash + 1), path);
      fd = this.find(path);
    }
    return check(fd, "openat", path);
  }

  /** The same, or a negative errno. @throws system when it leads above the target */
  find(path: ByteString): number {
    if (path === "") return this.#target;
    return this.#open.find(path, () => this.#resolve(path));
  }

  #resolve(path: ByteString): number {
    const flags = openFlags.path | openFlags.directory;
    const fd = openIn(this.#target, path, flags, straight);
    if (fd !== -errnos.ELOOP) return fd;
    return openIn(this.#target, this.#follow(path), flags, straight);
  }

  #follow(path: ByteString): ByteString {
    const onEscape = (): never => {
      throw escapes("statat", byteStringText(path));
    };
    return followPath(this.#target, path, { onEscape });
  }

  /** A link to nowhere leads to a folder that is made. */
  #make(parent: number, name: ByteString, path: ByteString): void {
    const made = makeFolder(parent, name);
    if (made === -errnos.EEXIST) {
      const real = this.#follow(path).slice(1);
      if (real === path) check(-errnos.ENOENT, "openat", path);
      this.open(real);
      return;
    }
    check(made, "mkdirat", path);
    const fd = check(openAt(parent, name, folderOnly), "openat", path);
    try {
      check(ownFd(fd, 0, 0), "chownat", path);
      check(modeFd(fd, 0o755), "chmodat", path);
    } finally {
      closeFd(fd);
    }
  }

  /** Something that may have led to a folder is gone: paths through it must be resolved again. */
  forgetAll(): void {
    this.#open.forgetAll();
  }

  [Symbol.dispose](): void {
    this.forgetAll();
  }
}
