import { promises as dns, type LookupAddress } from "node:dns";
import { readFileSync } from "node:fs";
import { connect, isIP, isIPv6, type Socket } from "node:net";
import { endedError, type Op, orEnd, throwIfEnded } from "#base/op.ts";
import { connectError } from "#sys/connect-error.ts";
import { codeOf, dialFailed, TransportError } from "./transport-error.ts";

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

/** Connects to the first address of a host that answers. @throws TransportError in Go's words */
export async function dialTcp(op: Op, target: TcpTarget, timeoutMs: number): Promise<Socket> {
  const until = Date.now() + timeoutMs;
  const addresses = await addressesOf(op, target);
  let failure: { readonly address: string; readonly error: unknown } | undefined;
  for (const [at, { address }] of addresses.entries()) {
    const share = (until - Date.now()) / (addresses.length - at);
    try {
      return await connectTo(op, { host: address, port: target.port }, Math.max(share, 1));
    } catch (error) {
      throwIfEnded(op);
      failure ??= { address, error };
    }
  }
  throw await explained(failure, target.port);
}

/** How long it may take to find out why. */
const explainMs = 4_000;

/** Bun says "refused" to all that fails while connecting. */
async function explained(
  failure: { readonly address: string; readonly error: unknown } | undefined,
  port: number,
): Promise<unknown> {
  if (failure === undefined) return new TransportError("dial tcp: no address");
  const { address, error } = failure;
  if (!(error instanceof TransportError) || codeOf(error.cause) !== "ECONNREFUSED") return error;
  const code = await connectError({ protocol: "tcp", address, port }, explainMs);
  return code === undefined ? error : dialFailed(hostPort(address, port), { code });
}

async function addressesOf(op: Op, { host }: TcpTarget): Promise<LookupAddress[]> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  try {
    return await orEnd(op, dns.lookup(host, { all: true }));
  } catch (error) {
    throwIfEnded(op);
    throw new TransportError(`dial tcp: lookup ${host}${await lookupFailure(codeOf(error))}`, {
      passing: codeOf(error) === "EAI_AGAIN",
      cause: error,
    });
  }
}

/** ` on 10.0.0.1:53: no such host`: Go asks the name server itself, names it, and tells when it was not reached. */
async function lookupFailure(code: string): Promise<string> {
  const server = nameServer();
  const on = server === undefined ? "" : ` on ${hostPort(server, 53)}`;
  if (code !== "EAI_AGAIN") return `${on}: no such host`;
  const unreached =
    server === undefined ? undefined : await connectError({ protocol: "udp", address: server, port: 53 }, 0);
  if (server === undefined || unreached === undefined) return `${on}: server misbehaving`;
  return `${on}: ${dialFailed(hostPort(server, 53), { code: unreached }, "udp").message}`;
}

function nameServer(): string | undefined {
  try {
    const address = /^\s*nameserver\s+(\S+)/m.exec(readFileSync("/etc/resolv.conf", "utf8"))?.[1];
    return address !== undefined && isIP(address) !== 0 ? address : undefined;
  } catch {
    return undefined;
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
