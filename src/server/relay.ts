import type { Duplex } from "node:stream";
import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { Descriptors } from "./descriptors.ts";

/** How long a client may take to close after it has been told that nothing more comes. */
const lingerMs = 10_000;

/**
 * Stands in for the descriptor of a connection that has none that could be given away, as TLS has not: gives one end of a
 * pair of sockets, and passes bytes, ends and back-pressure between the other end and the connection.
 */
export function relay(descriptors: Descriptors, socket: Duplex): Fd {
  const [own, given] = descriptors.pair();
  // What node:http hears of this connection is none of its business any more.
  socket.removeAllListeners("data").removeAllListeners("end").removeAllListeners("readable").pause();
  const backward = new Backward(socket);
  descriptors.adopt(own, backward).then(
    (inner) => {
      backward.use(inner);
      passForward(socket, inner);
    },
    () => socket.destroy(),
  );
  return given;
}

/** From the client to the container. What comes when nobody reads any more is dropped. */
function passForward(socket: Duplex, inner: ByteSocket): void {
  socket.on("data", (chunk: Uint8Array) => {
    if (inner.destroyed) return;
    socket.pause();
    inner.write(chunk).then(
      () => socket.resume(),
      () => socket.resume(),
    );
  });
  socket.once("end", () => inner.end());
  socket.once("close", () => inner.destroy());
  if (socket.destroyed) inner.destroy();
  else socket.resume();
}

/** From the container to the client. */
class Backward implements ByteListener {
  readonly #socket: Duplex;
  #inner: ByteSocket | undefined;
  #ended = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  use(inner: ByteSocket): void {
    this.#inner = inner;
    this.#socket.on("drain", () => inner.resume());
  }

  data(chunk: Uint8Array): void {
    if (!this.#socket.write(chunk)) this.#inner?.pause();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs).unref();
    this.#socket.once("close", () => clearTimeout(timer));
  }
}
