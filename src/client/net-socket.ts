import { createConnection, type Socket } from "node:net";
import type { ByteListener, ByteSocket, SocketTarget } from "#base/byte-socket.ts";

/** Connects by node:net, which runs everywhere. */
export function dialNet(target: SocketTarget, listener: ByteListener): Promise<ByteSocket> {
  return streamSocket(createConnection({ ...target, allowHalfOpen: true }), "connect", listener);
}

/** A socket of node's that is being connected, as the transports take it; `ready` is the event that says it is. */
export function streamSocket(
  socket: Socket,
  ready: "connect" | "secureConnect",
  listener: ByteListener,
): Promise<ByteSocket> {
  socket.on("data", (chunk: Uint8Array) => listener.data(chunk));
  socket.on("end", () => listener.end());
  socket.on("close", () => listener.end());
  return new Promise((resolve, reject) => {
    socket.on("error", (error) => {
      reject(error);
      listener.end(error);
    });
    socket.once(ready, () => resolve(new NetSocket(socket)));
  });
}

class NetSocket implements ByteSocket {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
