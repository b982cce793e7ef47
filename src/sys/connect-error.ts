import { isIPv4 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoName } from "./errno.ts";
import { addressOf, callNumber, kernelMemory, rawSyscall } from "./libc.ts";
import { closeFd } from "./unix-socket.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const POLLOUT = 4;
const EINPROGRESS = 115;
const lookMs = 20;

export interface ConnectTarget {
  readonly protocol: "tcp" | "udp";
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/**
 * Why an address cannot be connected to, as the errno's symbol (`ENETUNREACH`): Bun says `ECONNREFUSED` to all of them. Tries it once
 * more; undefined: it did not fail within `timeoutMs`.
 */
export async function connectError(
  { protocol, address, port }: ConnectTarget,
  timeoutMs: number,
): Promise<string | undefined> {
  const name = socketAddress(address, port);
  const type = protocol === "tcp" ? SOCK_STREAM : SOCK_DGRAM;
  const fd = rawSyscall(callNumber("socket"), name.readUInt16LE(0), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return errnoName(-fd).symbol;
  try {
    const result = rawSyscall(callNumber("connect"), fd, addressOf(name), name.length);
    if (result !== -EINPROGRESS) return result < 0 ? errnoName(-result).symbol : undefined;
    for (let waited = 0; waited < timeoutMs; waited += lookMs) {
      await sleep(lookMs);
      if (isSettled(fd)) return pendingError(fd);
    }
    return undefined;
  } finally {
    closeFd(fd);
  }
}

/** struct sockaddr_in (ip(7)) or sockaddr_in6 (ipv6(7)). */
function socketAddress(address: string, port: number): Buffer {
  const isV4 = isIPv4(address);
  const memory = kernelMemory(isV4 ? 16 : 28);
  memory.writeUInt16LE(isV4 ? AF_INET : AF_INET6, 0);
  memory.writeUInt16BE(port, 2);
  if (isV4) memory.set(address.split(".").map(Number), 4);
  else groupsOf(address).forEach((group, at) => void memory.writeUInt16BE(group, 8 + 2 * at));
  return memory;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address.split("%", 1)[0]}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(head), read(tail ?? "")];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** Whether a connection has come about or failed: poll(2) without waiting. */
function isSettled(fd: number): boolean {
  const polled = kernelMemory(8);
  polled.writeInt32LE(fd, 0);
  polled.writeInt16LE(POLLOUT, 4);
  const now = kernelMemory(16);
  return rawSyscall(callNumber("ppoll"), addressOf(polled), 1, addressOf(now), 0, 8) > 0;
}

function pendingError(fd: number): string | undefined {
  const value = kernelMemory(4);
  const length = kernelMemory(4);
  length.writeUInt32LE(4, 0);
  rawSyscall(callNumber("getsockopt"), fd, SOL_SOCKET, SO_ERROR, addressOf(value), addressOf(length));
  const errno = value.readInt32LE(0);
  return errno === 0 ? undefined : errnoName(errno).symbol;
}
