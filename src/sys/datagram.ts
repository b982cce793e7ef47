import { EngineError } from "#base/errors.ts";
import { addressOf, kernelMemory, syscall } from "./libc.ts";
import { closeFd } from "./unix-socket.ts";

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const MSG_DONTWAIT = 0x40;
const maxPath = 107;

/**
 * Sends one datagram to a unix socket; a name that begins with `@` is one of the abstract namespace (unix(7)). Does not wait.
 * @throws SyscallError when nobody listens, or reads too slowly
 */
export function sendDatagram(path: string, data: Uint8Array): void {
  const name = Buffer.from(path);
  if (name.length === 0 || name.length > maxPath) throw new EngineError("invalid-argument", `no socket name: ${path}`);
  const address = kernelMemory(2 + name.length + 1);
  address.writeUInt16LE(AF_UNIX, 0);
  address.set(name, 2);
  const isAbstract = path.startsWith("@");
  if (isAbstract) address[2] = 0;
  const bytes = kernelMemory(data.length);
  bytes.set(data);
  const fd = syscall("socket", path, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  try {
    const length = isAbstract ? 2 + name.length : address.length;
    syscall("sendto", path, fd, addressOf(bytes), data.length, MSG_NOSIGNAL | MSG_DONTWAIT, addressOf(address), length);
  } finally {
    closeFd(fd);
  }
}
