import type { Socket } from "node:net";
import { endedError, type Op } from "#base/op.ts";
import { authorityOf } from "./proxy.ts";
import { connectionBroke, TransportError } from "./transport-error.ts";

export interface TunnelTarget {
  readonly url: URL;
  /** Who asks the proxy. */
  readonly authorization: string | undefined;
  readonly timeoutMs: number;
}

const maxHeadBytes = 64 << 10;

/** Has a proxy connect to the host of a URL: `CONNECT` (RFC 9110, 9.3.6). @throws TransportError */
export async function tunnel(op: Op, socket: Socket, { url, authorization, timeoutMs }: TunnelTarget): Promise<Socket> {
  const authority = authorityOf(url);
  const who = authorization === undefined ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${who}\r\n`);
  try {
    const status = statusOf(await readHead(op, socket, timeoutMs));
    if (!status.startsWith("200")) throw new TransportError(status.slice("200 ".length) || status);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function statusOf(head: string): string {
  const status = /^HTTP\/1\.[01] (\d{3}(?: [^\r]*)?)\r\n/.exec(head)?.[1];
  if (status === undefined)
    throw new TransportError(`malformed HTTP response ${JSON.stringify(head.split("\r\n", 1)[0])}`);
  return status.trim();
}

function readHead(op: Op, socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = "";
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      op.signal.removeEventListener("abort", onAbort);
      socket.off("data", onData).off("error", onError).off("end", onEnd);
      finish();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const onAbort = (): void => fail(endedError(op));
    const onError = (error: Error): void => fail(connectionBroke("proxy", error));
    const onEnd = (): void => fail(new TransportError("unexpected EOF", { passing: true }));
    const onData = (chunk: Buffer): void => {
      seen += chunk.toString("latin1");
      if (seen.includes("\r\n\r\n")) settle(() => resolve(seen));
      else if (seen.length > maxHeadBytes) fail(new TransportError("malformed HTTP response"));
    };
    const timer = setTimeout(() => fail(new TransportError("proxyconnect tcp: i/o timeout")), timeoutMs);
    op.signal.addEventListener("abort", onAbort, { once: true });
    socket.on("data", onData).on("error", onError).on("end", onEnd);
  });
}
