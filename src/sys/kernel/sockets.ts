import { formatAddress, parseAddress } from "#formats/netlink/ip-address.ts";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, callNumber, kernelMemory, rawSyscall, SyscallError, syscall } from "../libc.ts";
import type { OpenedSocket, SocketPlace, SocketRequest } from "./contract.ts";

const families = { ipv4: 2, ipv6: 10 } as const;
const types = { tcp: 1, udp: 2 } as const;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
const backlog = 128;
const inProgress = 115;

/** Makes a socket in the namespace the thread is in (socket(2), bind(2), listen(2), connect(2)). @throws SyscallError */
export function openSocket(request: SocketRequest): OpenedSocket {
  const { protocol, family, bind, listen, connect } = request;
  using socket = new FdHandle(syscall("socket", "", families[family], types[protocol] | closeOnExec | nonBlocking, 0));
  if (bind !== undefined) at("bind", socket.fd, bind);
  if (listen === true) syscall("listen", "", socket.fd, backlog);
  if (connect !== undefined) at("connect", socket.fd, connect);
  const port = bind === undefined && connect === undefined ? 0 : portOf(socket.fd);
  return { fd: socket.give(), port };
}

function at(call: "bind" | "connect", fd: number, { address, port }: SocketPlace): void {
  const bytes = parseAddress(address);
  if (bytes === undefined) throw new RangeError(`not an address: ${JSON.stringify(address)}`);
  const ipv6 = bytes.length === 16;
  const name = kernelMemory(ipv6 ? 28 : 16);
  name.writeUInt16LE(ipv6 ? families.ipv6 : families.ipv4, 0);
  name.writeUInt16BE(port, 2);
  name.set(bytes, ipv6 ? 8 : 4);
  const result = rawSyscall(callNumber(call), fd, addressOf(name), name.length);
  if (result < 0 && result !== -inProgress)
    throw new SyscallError(call, -result, `${formatAddress(bytes)} port ${port}`);
}

function portOf(fd: number): number {
  const name = kernelMemory(28);
  const length = kernelMemory(4);
  length.writeUInt32LE(name.length);
  syscall("getsockname", "", fd, addressOf(name), addressOf(length));
  return name.readUInt16BE(2);
}
