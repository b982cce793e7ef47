/** What one side writes and the other reads: the messages that we send on a gRPC stream. A write waits for its reader. */
export class Pipe<T> implements AsyncIterable<T> {
  readonly #waiting: Array<{ readonly value: T; readonly taken: () => void }> = [];
  #ended = false;
  #wake = (): void => {};

  /** Resolves when the reader has taken it and asks for more, or has gone. */
  write(value: T): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((taken) => {
      this.#waiting.push({ value, taken });
      this.#wake();
    });
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The reader wants no more: what waits, and what comes, is dropped. */
  discard(): void {
    this.#ended = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      while (true) {
        const next = this.#waiting[0];
        if (next !== undefined) {
          yield next.value;
          if (this.#waiting[0] === next) this.#waiting.shift();
          next.taken();
        } else if (this.#ended) return;
        else await this.#change();
      }
    } finally {
      this.discard();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
