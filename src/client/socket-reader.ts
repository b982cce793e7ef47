import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";

const highWaterBytes = 1 << 20;

/** The bytes of a socket, pulled: what arrives early waits here, and the socket is paused when too much waits. */
export class SocketReader implements ByteListener {
  readonly #chunks: Uint8Array[] = [];
  #socket: ByteSocket | undefined;
  #waitingBytes = 0;
  #paused = false;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  /** The socket to pause. */
  use(socket: ByteSocket): void {
    this.#socket = socket;
  }

  /** Whether the other side has ended and everything was read. */
  get exhausted(): boolean {
    return this.#ended && this.#chunks.length === 0;
  }

  /** The next bytes; undefined at the end. @throws the socket's error. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#waitingBytes -= chunk.length;
        if (this.#waitingBytes < highWaterBytes) this.#pause(false);
        return chunk;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Puts bytes back in front. */
  unread(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.unshift(chunk);
    this.#waitingBytes += chunk.length;
  }

  data(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= highWaterBytes) this.#pause(true);
    this.#notify();
  }

  end(error?: Error): void {
    this.#error ??= error;
    this.#ended = true;
    this.#notify();
  }

  #pause(pause: boolean): void {
    if (this.#paused === pause || this.#socket === undefined) return;
    this.#paused = pause;
    if (pause) this.#socket.pause();
    else this.#socket.resume();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
