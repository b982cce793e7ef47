import { Duplex } from "node:stream";
import { Pipe } from "./pipe.ts";

/** A message that carries a piece of a byte stream: BuildKit has one of this shape for each service. */
export interface BytesPiece {
  readonly data: Uint8Array;
}

/**
 * A byte stream in both directions that goes as messages of a gRPC stream: HTTP/2 in HTTP/2 (Control.Session). What is written
 * is held until the other side takes it.
 */
export class MessageChannel extends Duplex {
  readonly #incoming: AsyncIterator<BytesPiece>;
  readonly #outgoing = new Pipe<BytesPiece>();

  constructor(incoming: AsyncIterable<BytesPiece>) {
    super({ allowHalfOpen: true });
    this.#incoming = incoming[Symbol.asyncIterator]();
  }

  /** What is written, until it is ended or destroyed. The channel ends when its reader goes. */
  async *outgoing(): AsyncGenerator<BytesPiece> {
    try {
      yield* this.#outgoing;
    } finally {
      this.destroy();
    }
  }

  override _read(): void {
    this.#incoming.next().then(
      ({ done, value }) => {
        if (done === true) this.push(null);
        else if (value.data.length === 0) this._read();
        else this.push(value.data);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: () => void): void {
    // Messages refer to what they hold, and the writer may reuse its memory once it is told that it was taken.
    this.#outgoing.write({ data: Uint8Array.from(chunk) }).then(callback, callback);
  }

  override _final(callback: () => void): void {
    this.#outgoing.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#outgoing.end();
    this.#incoming.return?.().catch(() => {});
    callback(error);
  }
}
