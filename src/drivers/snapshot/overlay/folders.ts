import { hostileEntry } from "#core/snapshot/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, makeFolder, openFlags, openIn, resolveFlags } from "#sys/files/calls.ts";
import { OpenFolders } from "#sys/files/open-folders.ts";

const confined = resolveFlags.inRoot | resolveFlags.noMagicLinks;

/**
 * Descriptors of the folders of a layer that is being unpacked. Every path is resolved by openat2(2) with the layer as
 * its root, so a symlink that the archive made leads nowhere else. The last used folders stay open.
 */
export class LayerFolders implements Disposable {
  readonly root: number;
  readonly #open = new OpenFolders();
  /** Folders that were made because something lies in them. */
  readonly implied = new Set<ByteString>([""]);

  constructor(path: ByteString) {
    this.root = check(openIn(-100, path, openFlags.path | openFlags.directory, 0), "openat2", path);
  }

  /** A descriptor for calls relative to the folder; it stays this class's. Makes what is missing. */
  open(path: ByteString, options: { readonly make: boolean }): number {
    let fd = this.find(path);
    if (fd === -errnos.ENOENT && options.make) {
      this.#make(path);
      fd = this.find(path);
    }
    return check(fd, "openat2", path);
  }

  /** The same, or a negative errno. */
  find(path: ByteString): number {
    if (path === "") return this.root;
    return this.#open.find(path, () => openIn(this.root, path, openFlags.path | openFlags.directory, confined));
  }

  #make(path: ByteString): void {
    const slash = path.lastIndexOf("/");
    const parent = slash < 0 ? "" : path.slice(0, slash);
    const folder = this.open(parent, { make: true });
    const result = makeFolder(folder, path.slice(slash + 1));
    if (result === -errnos.EEXIST) throw hostileEntry(byteStringText(path), "is a link to nowhere");
    check(result, "mkdirat", path);
    this.implied.add(path);
  }

  /** Something that may have been a folder, or a link to one, is gone: paths through it must be resolved again. */
  forgetAll(): void {
    this.#open.forgetAll();
  }

  [Symbol.dispose](): void {
    this.forgetAll();
    closeFd(this.root);
  }
}
