import type { Duplex } from "node:stream";
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

/** The descriptor under a socket that our own listener accepted: of one with TLS, what TLS itself is spoken on. */
export function openDescriptor(socket: Duplex): Fd | undefined {
  const fd = (socket as { _handle?: { fd?: number } | null })._handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}
