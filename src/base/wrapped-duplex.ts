import { Duplex } from "node:stream";

/** Another stream, byte for byte, with its ends and its back-pressure. */
export class WrappedDuplex extends Duplex {
  readonly #inner: Duplex;

  constructor(inner: Duplex) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    inner.on("data", (chunk: Uint8Array) => {
      const passed = this.passed(chunk);
      if (passed.length > 0 && !this.push(passed)) inner.pause();
    });
    inner.once("end", () => this.push(null));
    inner.once("close", () => this.destroy());
    inner.on("error", (error) => this.destroy(error));
  }

  /** What of the bytes that came is passed on. */
  protected passed(chunk: Uint8Array): Uint8Array {
    return chunk;
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
