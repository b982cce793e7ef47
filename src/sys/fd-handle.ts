import { closeFd } from "./fd.ts";

/** A descriptor that is closed at the end of its block (`using`), unless it was given away. */
export class FdHandle implements Disposable {
  #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  get fd(): number {
    return this.#fd;
  }

  /** The descriptor, now the receiver's to close. */
  give(): number {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }

  [Symbol.dispose](): void {
    if (this.#fd >= 0) closeFd(this.#fd);
    this.#fd = -1;
  }
}
