import type { ByteListener, ByteSocket, SocketTarget } from "#base/byte-socket.ts";

/** Connects by Bun's own sockets: a third of what node:net costs at the start of a program. */
export function dialBun(target: SocketTarget, listener: ByteListener): Promise<ByteSocket> {
  return openBunSocket(
    "path" in target ? { unix: target.path } : { hostname: target.host, port: target.port },
    listener,
  );
}

export type SocketPlace =
  | { readonly unix: string }
  | { readonly hostname: string; readonly port: number }
  | { readonly fd: number };

/** Opens a socket of Bun's: connects, or takes one that is connected. */
export async function openBunSocket(place: SocketPlace, listener: ByteListener): Promise<ByteSocket> {
  const stream = new BunSocket(listener);
  const socket = {
    data: (_: unknown, chunk: Uint8Array) => listener.data(chunk),
    end: () => listener.end(),
    close: (_: unknown, error?: Error) => stream.closed(error),
    error: (_: unknown, error: Error) => listener.end(error),
    drain: () => stream.drained(),
  };
  stream.use(await Bun.connect({ ...place, allowHalfOpen: true, socket } as unknown as Bun.TCPSocketConnectOptions));
  return stream;
}

interface Unsent {
  readonly chunk: Uint8Array;
  readonly sent: () => void;
  readonly failed: (error: Error) => void;
}

class BunSocket implements ByteSocket {
  readonly #listener: ByteListener;
  #socket: Bun.Socket | undefined;
  #unsent: Unsent[] = [];
  #ending = false;
  destroyed = false;

  constructor(listener: ByteListener) {
    this.#listener = listener;
  }

  use(socket: Bun.Socket): void {
    this.#socket = socket;
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((sent, failed) => {
      if (this.destroyed) failed(gone());
      else this.#unsent.push({ chunk, sent, failed });
      this.drained();
    });
  }

  end(): void {
    this.#ending = true;
    this.drained();
  }

  destroy(): void {
    this.closed();
    this.#socket?.terminate();
  }

  /** The socket takes bytes: as many as it likes. */
  drained(): void {
    for (let first = this.#unsent[0]; first !== undefined && !this.destroyed; first = this.#unsent[0]) {
      const written = Math.max(this.#socket?.write(first.chunk) ?? 0, 0);
      if (written < first.chunk.length) {
        this.#unsent[0] = { ...first, chunk: first.chunk.subarray(written) };
        return;
      }
      this.#unsent.shift();
      first.sent();
    }
    if (this.#ending && !this.destroyed) this.#socket?.shutdown();
    this.#ending = false;
  }

  closed(error?: Error): void {
    this.destroyed = true;
    for (const { failed } of this.#unsent.splice(0)) failed(error ?? gone());
    this.#listener.end(error);
  }
}

function gone(): Error {
  return Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
}
