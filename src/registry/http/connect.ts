import type { Socket } from "node:net";
import { type Op, throwIfEnded } from "#base/op.ts";
import { Connection, type WaitLimits } from "./connection.ts";
import { dialTcp } from "./dial.ts";
import { dialTls } from "./dial-tls.ts";
import { bareHost, type ProxySettings, portOf, proxyFor } from "./proxy.ts";
import { throughSocks } from "./socks.ts";
import { systemTrust, type TlsOptions } from "./tls-options.ts";
import { TransportError } from "./transport-error.ts";
import { tunnel } from "./tunnel.ts";

/** How long things may take. */
export interface Timings extends WaitLimits {
  readonly dialMs: number;
  readonly handshakeMs: number;
}

/** As Docker's transport, where it has a limit. */
export const usualTimings: Timings = { dialMs: 30_000, handshakeMs: 10_000, headMs: 60_000, stallMs: 60_000 };

export interface Way {
  readonly tls: TlsOptions;
  readonly proxies: ProxySettings;
  readonly timings: Timings;
}

export interface Connected {
  readonly connection: Connection;
  /** A proxy that wants to see whole URLs; with what it is told of who asks. */
  readonly viaProxy: { readonly authorization: string | undefined } | undefined;
}

/** Opens a connection that can carry requests to the host of `url`. @throws TransportError */
export async function connectTo(op: Op, url: URL, way: Way): Promise<Connected> {
  const proxy = proxyFor(url, way.proxies);
  const secure = url.protocol === "https:";
  const open = async (): Promise<Socket> => {
    if (proxy === undefined) return await dialTcp(op, { host: bareHost(url), port: portOf(url) }, way.timings.dialMs);
    if (isSocks(proxy)) return await viaSocks(op, url, { proxy, timings: way.timings });
    const socket = await toProxy(op, proxy, way);
    return secure
      ? await tunnel(op, socket, { url, authorization: proxyAuthorization(proxy), timeoutMs: way.timings.headMs })
      : socket;
  };
  const socket = await open();
  try {
    const target = { host: bareHost(url), authority: url.host, tls: way.tls, timeoutMs: way.timings.handshakeMs };
    const used = secure ? await dialTls(op, socket, target, open) : socket;
    const viaProxy =
      proxy !== undefined && !secure && !isSocks(proxy) ? { authorization: proxyAuthorization(proxy) } : undefined;
    return { connection: new Connection(used), viaProxy };
  } catch (error) {
    socket.destroy();
    throwIfEnded(op);
    throw error;
  }
}

/** Go makes no difference between the two: the proxy resolves names. */
function isSocks({ protocol }: URL): boolean {
  return protocol === "socks5:" || protocol === "socks5h:";
}

const socksPort = 1080;

async function viaSocks(
  op: Op,
  url: URL,
  { proxy, timings }: { readonly proxy: URL; readonly timings: Timings },
): Promise<Socket> {
  const port = proxy.port === "" ? socksPort : Number(proxy.port);
  const socket = await dialTcp(op, { host: bareHost(proxy), port }, timings.dialMs);
  const target = { host: bareHost(url), port: portOf(url) };
  return await throughSocks(op, socket, { ...target, proxy, timeoutMs: timings.headMs });
}

async function toProxy(op: Op, proxy: URL, { timings }: Way): Promise<Socket> {
  if (proxy.protocol !== "http:" && proxy.protocol !== "https:")
    throw new TransportError(`not supported: proxy scheme ${JSON.stringify(proxy.protocol.replace(":", ""))}`);
  try {
    const open = (): Promise<Socket> => dialTcp(op, { host: bareHost(proxy), port: portOf(proxy) }, timings.dialMs);
    const socket = await open();
    if (proxy.protocol === "http:") return socket;
    const target = { host: bareHost(proxy), authority: proxy.host, tls: systemTrust, timeoutMs: timings.handshakeMs };
    return await dialTls(op, socket, target, open);
  } catch (error) {
    throwIfEnded(op);
    throw error instanceof TransportError
      ? new TransportError(`proxyconnect tcp: ${error.message}`, { cause: error })
      : error;
  }
}

function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === "") return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
