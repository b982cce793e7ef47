import { addressOf, kernelMemory, syscall } from "./libc.ts";

const setDescriptorFlags = 2;
const closeOnExec = 1;
const AF_INET = 2;
const AF_INET6 = 10;

/** Keeps a descriptor that was inherited from being handed on. @throws SyscallError when it is not open */
export function setCloexec(fd: number): void {
  syscall("fcntl", `fd ${fd}`, fd, setDescriptorFlags, closeOnExec);
}

/** Whether an inherited socket is bound to an address of IPv4 or IPv6. @throws SyscallError when it is no socket */
export function isTcpSocket(fd: number): boolean {
  const address = kernelMemory(128);
  const length = kernelMemory(4);
  length.writeUInt32LE(address.length, 0);
  syscall("getsockname", `fd ${fd}`, fd, addressOf(address), addressOf(length));
  return [AF_INET, AF_INET6].includes(address.readUInt16LE(0));
}
