import type { Socket } from "node:net";

const highWaterBytes = 1 << 20;

/** The bytes of a socket, pulled: what arrives early waits here, and the socket is paused when too much waits. */
export class SocketReader {
  readonly #socket: Socket;
  readonly #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Uint8Array) => this.#push(chunk));
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("error", (error) => {
      this.#error ??= error;
      this.#end();
    });
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
        if (this.#waitingBytes < highWaterBytes && this.#socket.isPaused()) this.#socket.resume();
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

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= highWaterBytes) this.#socket.pause();
    this.#notify();
  }

  #end(): void {
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
