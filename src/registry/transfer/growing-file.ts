import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type Op, throwIfEnded } from "#base/op.ts";

const pieceBytes = 1 << 20;

/** A file that is appended to while its sha256 is reckoned. */
export class GrowingFile implements Disposable {
  readonly #fd: number;
  #hash: Hash = createHash("sha256");
  size = 0;

  constructor(path: string) {
    this.#fd = openSync(path, "a+", 0o600);
  }

  /** Takes what is there already into the hash; what is more than `maxBytes` is no part of it, and all is cut. */
  async readExisting(op: Op, maxBytes: number): Promise<void> {
    const there = fstatSync(this.#fd).size;
    if (there > maxBytes) return this.cut();
    const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, Math.max(there, 1)));
    while (this.size < there) {
      const count = readSync(this.#fd, piece, 0, Math.min(piece.length, there - this.size), this.size);
      if (count === 0) break;
      this.#hash.update(piece.subarray(0, count));
      this.size += count;
      // Other transfers have their turn.
      await setImmediate();
      throwIfEnded(op);
    }
  }

  append(chunk: Buffer): void {
    this.#hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += writeSync(this.#fd, chunk, at);
    this.size += chunk.length;
  }

  /** Ends the reckoning. */
  digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }

  /** Throws away what is there. */
  cut(): void {
    ftruncateSync(this.#fd, 0);
    this.#hash = createHash("sha256");
    this.size = 0;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
