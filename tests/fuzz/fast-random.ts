/** Numbers that look random, the same for the same seed; a few nanoseconds each (xoshiro128**). */
export class FastRandom {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let value = seed >>> 0;
    for (let index = 0; index < 4; index += 1) {
      // SplitMix32: neighbouring seeds must not give neighbouring states.
      value = (value + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      this.#state[index] = (mixed ^ (mixed >>> 15)) >>> 0;
    }
  }

  next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ (c ^ a);
    state[0] = a ^ (d ^ b);
    state[2] = c ^ a ^ (b << 9);
    const last = d ^ b;
    state[3] = (last << 11) | (last >>> 21);
    return result;
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return bound <= 1 ? 0 : this.next() % bound;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** A size: mostly small, sometimes near a power of two, where limits lie. */
  size(most: number): number {
    if (this.once(4))
      return Math.min(most, Math.max(0, 2 ** this.below(Math.ceil(Math.log2(most + 1)) + 1) + this.below(3) - 1));
    return this.below(Math.min(most, 12) + 1);
  }
}
