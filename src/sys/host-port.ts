import { parseAddress } from "#formats/netlink/ip-address.ts";
import { FdHandle } from "./fd-handle.ts";
import { addressOf, callNumber, isErrno, kernelMemory, rawSyscall, SyscallError, syscall } from "./libc.ts";

export interface HostPort {
  readonly protocol: "tcp" | "udp";
  /** IPv4 or IPv6, of this host or unspecified. */
  readonly address: string;
  readonly port: number;
}

const families = { ipv4: 2, ipv6: 10 } as const;
const socketTypes = { tcp: 1, udp: 2 } as const;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
const socketLevel = 1;
const reuseAddress = 2;
const ipv6Level = 41;
const ipv6Only = 26;
const backlog = 4096;

/**
 * Binds a socket to a port of the host without listening on it, so that no other program takes it. The port is free again
 * when the descriptor is closed. Connections of an earlier owner that are only waiting to expire are no hindrance.
 * @throws SyscallError EADDRINUSE, EADDRNOTAVAIL, EACCES
 */
export function holdHostPort(hostPort: HostPort): number {
  try {
    return bindSocket(hostPort, { reuse: false });
  } catch (error) {
    if (hostPort.protocol !== "tcp" || !isErrno(error, "EADDRINUSE")) throw error;
    return bindSocket(hostPort, { reuse: true });
  }
}

/**
 * Makes a held TCP port listen. What is left of its connections does not keep the port from being held again: they
 * inherit the permission to share it. @throws SyscallError
 */
export function listenOnHeldPort(fd: number): void {
  enable(fd, socketLevel, reuseAddress);
  syscall("listen", `fd ${fd}`, fd, backlog);
}

function bindSocket({ protocol, address, port }: HostPort, options: { readonly reuse: boolean }): number {
  const bytes = parseAddress(address);
  if (bytes === undefined) throw new RangeError(`not an address: ${JSON.stringify(address)}`);
  const ipv6 = bytes.length === 16;
  const type = socketTypes[protocol] | closeOnExec | nonBlocking;
  using socket = new FdHandle(syscall("socket", "", ipv6 ? families.ipv6 : families.ipv4, type, 0));
  if (ipv6) enable(socket.fd, ipv6Level, ipv6Only);
  if (options.reuse) enable(socket.fd, socketLevel, reuseAddress);
  const name = kernelMemory(ipv6 ? 28 : 16);
  name.writeUInt16LE(ipv6 ? families.ipv6 : families.ipv4, 0);
  name.writeUInt16BE(port, 2);
  name.set(bytes, ipv6 ? 8 : 4);
  const result = rawSyscall(callNumber("bind"), socket.fd, addressOf(name), name.length);
  if (result < 0) throw new SyscallError("bind", -result, `${address} port ${port}`);
  return socket.give();
}

function enable(fd: number, level: number, option: number): void {
  const one = kernelMemory(4);
  one.writeInt32LE(1);
  syscall("setsockopt", "", fd, level, option, addressOf(one), 4);
}
