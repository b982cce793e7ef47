import { promises as dns, type LookupAddress } from "node:dns";
import { readFileSync } from "node:fs";
import { connect, isIP, isIPv6, type Socket } from "node:net";
import { endedError, type Op, orEnd, throwIfEnded } from "#base/op.ts";
import { codeOf, dialFailed, TransportError } from "./transport-error.ts";

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

/** Connects to the first address of a host that answers. @throws TransportError in Go's words */
export async function dialTcp(op: Op, target: TcpTarget, timeoutMs: number): Promise<Socket> {
  const until = Date.now() + timeoutMs;
  const addresses = await addressesOf(op, target);
  let failure: unknown;
  for (const [at, { address }] of addresses.entries()) {
    const share = (until - Date.now()) / (addresses.length - at);
    try {
      return await connectTo(op, { host: address, port: target.port }, Math.max(share, 1));
    } catch (error) {
      throwIfEnded(op);
      failure ??= error;
    }
  }
  throw failure;
}

async function addressesOf(op: Op, { host }: TcpTarget): Promise<LookupAddress[]> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  try {
    return await orEnd(op, dns.lookup(host, { all: true }));
  } catch (error) {
    throwIfEnded(op);
    const passing = codeOf(error) === "EAI_AGAIN";
    const text = passing ? "Temporary failure in name resolution" : "no such host";
    throw new TransportError(`dial tcp: lookup ${host}${nameServer()}: ${text}`, { passing, cause: error });
  }
}

/** ` on 10.0.0.1:53`: Go names the server it asked. */
function nameServer(): string {
  try {
    const address = /^\s*nameserver\s+(\S+)/m.exec(readFileSync("/etc/resolv.conf", "utf8"))?.[1];
    return address === undefined ? "" : ` on ${hostPort(address, 53)}`;
  } catch {
    return "";
  }
}

export function hostPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function connectTo(op: Op, target: TcpTarget, timeoutMs: number): Promise<Socket> {
  throwIfEnded(op);
  const address = hostPort(target.host, target.port);
  return new Promise((resolve, reject) => {
    const socket = connect({ ...target, noDelay: true });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      op.signal.removeEventListener("abort", onAbort);
      socket.off("connect", onConnect).off("error", onError);
      finish();
    };
    const fail = (error: Error): void => {
      settle(() => reject(error));
      socket.on("error", () => {});
      socket.destroy();
    };
    const onAbort = (): void => fail(endedError(op));
    const onConnect = (): void => settle(() => resolve(socket));
    const onError = (error: Error): void => fail(dialFailed(address, error));
    const timer = setTimeout(() => fail(new TransportError(`dial tcp ${address}: i/o timeout`)), timeoutMs);
    op.signal.addEventListener("abort", onAbort, { once: true });
    socket.on("connect", onConnect).on("error", onError);
  });
}
