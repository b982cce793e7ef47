import type { ByteString } from "#formats/tar/entry.ts";
import { closeFd } from "./calls.ts";

const limit = 64;

/** Descriptors of folders by their paths, owned; the last used ones stay open. */
export class OpenFolders implements Disposable {
  readonly #open = new Map<ByteString, number>();

  /** What `resolve` gave for the path before, or gives now: a negative errno is handed on and not kept. */
  find(path: ByteString, resolve: () => number): number {
    const cached = this.#open.get(path);
    if (cached !== undefined) {
      this.#open.delete(path);
      this.#open.set(path, cached);
      return cached;
    }
    const fd = resolve();
    if (fd >= 0) this.#keep(path, fd);
    return fd;
  }

  /** Something that may have led to a folder is gone: paths through it must be resolved again. */
  forgetAll(): void {
    for (const fd of this.#open.values()) closeFd(fd);
    this.#open.clear();
  }

  [Symbol.dispose](): void {
    this.forgetAll();
  }

  #keep(path: ByteString, fd: number): void {
    this.#open.set(path, fd);
    if (this.#open.size <= limit) return;
    for (const [oldest, oldFd] of this.#open) {
      closeFd(oldFd);
      this.#open.delete(oldest);
      return;
    }
  }
}
