import { Duplex } from "node:stream";

/**
 * `connection` as HTTP/2 can be spoken on it. Bun speaks it past a TLS socket's own encryption, so that such a one is given to it
 * as a stream that is no socket.
 */
export function http2Carrier(connection: Duplex): Duplex {
  return (connection as { encrypted?: boolean }).encrypted === true ? new WrappedDuplex(connection) : connection;
}

/** Another stream, byte for byte, with its ends and its back-pressure. */
export class WrappedDuplex extends Duplex {
  readonly #inner: Duplex;

  constructor(inner: Duplex) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    inner.on("data", (chunk: Uint8Array) => {
      if (!this.push(chunk)) inner.pause();
    });
    inner.once("end", () => this.push(null));
    inner.once("close", () => this.destroy());
    inner.on("error", (error) => this.destroy(error));
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Uint8Array, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#inner.write(chunk, encoding, callback);
  }

  override _final(callback: () => void): void {
    this.#inner.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#inner.destroy();
    callback(error);
  }
}
