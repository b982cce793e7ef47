import { createHash } from "node:crypto";

/** Numbers and bytes that look random and are the same for the same seed. */
export class SeededRandom {
  readonly #seed: string;
  #count = 0;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  #block(): Buffer {
    this.#count += 1;
    return createHash("sha256").update(`${this.#seed}/${this.#count}`).digest();
  }

  /** At least 0 and less than 1. */
  next(): number {
    return this.#block().readUInt32LE(0) / 2 ** 32;
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  bytes(length: number): Buffer {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () => this.#block());
    return Buffer.concat(blocks).subarray(0, length);
  }
}
