import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import { openBunSocket } from "./bun-socket.ts";
import { closeFd } from "./fd.ts";
import { syscall } from "./libc.ts";

const setFlags = 4;
const nonBlocking = 0o4000;

/** Takes a connected stream socket, which is made non-blocking; it is closed with what is returned. */
export async function adoptSocket(fd: number, listener: ByteListener): Promise<ByteSocket> {
  try {
    syscall("fcntl", `fd ${fd}`, fd, setFlags, nonBlocking);
    return await openBunSocket({ fd }, listener);
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}
