import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import type { Fd } from "#core/runtime/contract.ts";

/** What the server needs of the kernel to hand a client's connection to another process. */
export interface Descriptors {
  /** A close-on-exec copy. */
  dup(fd: Fd): Fd;
  /** Writes a short head whole, without waiting. @throws when the client is gone or does not read */
  writeHead(fd: Fd, bytes: Uint8Array): void;
  close(fd: Fd): void;
  /** Two connected stream sockets: for connections that cannot be handed over themselves. */
  pair(): readonly [Fd, Fd];
  /** Takes a socket to read and write it here. */
  adopt(fd: Fd, listener: ByteListener): Promise<ByteSocket>;
}
