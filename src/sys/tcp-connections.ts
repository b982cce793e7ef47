import { readdirSync } from "node:fs";
import { addressOf, callNumber, kernelMemory, rawSyscall } from "./libc.ts";

/** An accepted connection of this process. */
export interface TcpConnection {
  readonly fd: number;
  /** Port of the client. */
  readonly peerPort: number;
  /** Address of the client, as the kernel has it: hex, IPv4 as IPv4. */
  readonly peerAddress: string;
  /** How long ago data was sent on it. */
  readonly lastSentMs: number;
}

const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;
/** Offset of `tcpi_last_data_sent` in struct tcp_info (include/uapi/linux/tcp.h). */
const lastDataSent = 44;
const shutBoth = 2;

/** The connections of this process whose own port is `port`. */
export function connectionsOf(port: number): TcpConnection[] {
  const found: TcpConnection[] = [];
  for (const name of readdirSync("/proc/self/fd")) {
    const fd = Number(name);
    if (portOf(fd, "getsockname")?.port !== port) continue;
    const peer = portOf(fd, "getpeername");
    if (peer === undefined) continue;
    found.push({ fd, peerPort: peer.port, peerAddress: peer.address, lastSentMs: lastSentOf(fd) });
  }
  return found;
}

/** Ends a connection; its owner sees the end and closes the descriptor. */
export function endConnection(fd: number): void {
  rawSyscall(callNumber("shutdown"), fd, shutBoth);
}

function portOf(fd: number, call: "getsockname" | "getpeername"): { port: number; address: string } | undefined {
  const name = kernelMemory(128);
  const length = kernelMemory(4);
  length.writeUInt32LE(name.length, 0);
  if (rawSyscall(callNumber(call), fd, addressOf(name), addressOf(length)) < 0) return undefined;
  const family = name.readUInt16LE(0);
  if (family === AF_INET) return { port: name.readUInt16BE(2), address: name.toString("hex", 4, 8) };
  if (family !== AF_INET6) return undefined;
  const address = name.toString("hex", 8, 24);
  const mapped = /^0{20}ffff(.{8})$/.exec(address)?.[1];
  return { port: name.readUInt16BE(2), address: mapped ?? address };
}

function lastSentOf(fd: number): number {
  const info = kernelMemory(256);
  const length = kernelMemory(4);
  length.writeUInt32LE(info.length, 0);
  const result = rawSyscall(callNumber("getsockopt"), fd, IPPROTO_TCP, TCP_INFO, addressOf(info), addressOf(length));
  return result < 0 ? 0 : info.readUInt32LE(lastDataSent);
}
