import { dlopen } from "bun:ffi";
import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { Descriptors } from "./descriptors.ts";

const { symbols: libc } = dlopen("libc.so.6", {
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  write: { args: ["i32", "buffer", "u64"], returns: "i64" },
  close: { args: ["i32"], returns: "i32" },
  socketpair: { args: ["i32", "i32", "i32", "buffer"], returns: "i32" },
});

const duplicateCloexec = 1030;

/** Real descriptors, with no more than tests need. */
export const descriptors: Descriptors = {
  dup: (fd) => libc.fcntl(fd, duplicateCloexec, 0),
  writeHead: writeAndKeep,
  close: (fd) => void libc.close(fd),
  pair,
  adopt,
};

function pair(): [Fd, Fd] {
  const fds = new Int32Array(2);
  const [unixFamily, streamCloexec] = [1, 0o2000001];
  if (libc.socketpair(unixFamily, streamCloexec, 0, fds) !== 0) throw new Error("socketpair");
  return [fds[0] as Fd, fds[1] as Fd];
}

async function adopt(fd: Fd, listener: ByteListener): Promise<ByteSocket> {
  let destroyed = false;
  const handlers = {
    data: (_: unknown, chunk: Uint8Array) => listener.data(chunk),
    end: () => listener.end(),
    close: () => listener.end(),
    drain: () => {},
  };
  const socket = await Bun.connect({
    fd,
    allowHalfOpen: true,
    socket: handlers,
  } as never as Bun.TCPSocketConnectOptions);
  return {
    get destroyed() {
      return destroyed;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    write: async (chunk) => void socket.write(chunk),
    end: () => void socket.shutdown(),
    destroy: () => {
      destroyed = true;
      socket.terminate();
    },
  };
}

function writeAndKeep(fd: Fd, bytes: Uint8Array): void {
  if (Number(libc.write(fd, bytes, bytes.length)) !== bytes.length) throw new Error("the client is gone");
}

/** Writes to a descriptor that was handed over, and closes it. */
export function writeAndClose(fd: Fd, text: string): void {
  writeAndKeep(fd, Buffer.from(text, "latin1"));
  libc.close(fd);
}
