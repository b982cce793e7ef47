import { kernelMemory } from "#sys/libc.ts";

const chunkBytes = 256 * 1024;

/** Bytes on their way into chunks of a fixed size; a reader of files may write into it in place. */
export class ChunkBuffer {
  #memory = kernelMemory(chunkBytes);
  #fill = 0;

  get memory(): Buffer {
    return this.#memory;
  }

  get at(): number {
    return this.#fill;
  }

  get room(): number {
    return chunkBytes - this.#fill;
  }

  /** Says that `count` bytes were written at `at`. */
  advance(count: number): void {
    this.#fill += count;
  }

  /** Yields a chunk whenever one is full. */
  *put(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
    for (let from = 0; from < bytes.length; ) {
      if (this.room === 0) yield this.take();
      const count = Math.min(this.room, bytes.length - from);
      this.#memory.set(bytes.subarray(from, from + count), this.#fill);
      this.#fill += count;
      from += count;
    }
  }

  /** What is there, which is the receiver's from now on; may be empty. */
  take(): Uint8Array {
    const bytes = this.#fill < chunkBytes / 2 ? new Uint8Array(this.#memory.subarray(0, this.#fill)) : this.#whole();
    this.#fill = 0;
    return bytes;
  }

  #whole(): Uint8Array {
    const bytes = new Uint8Array(this.#memory.buffer, 0, this.#fill);
    this.#memory = kernelMemory(chunkBytes);
    return bytes;
  }
}
