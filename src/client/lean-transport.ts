import type { ByteSocket, DialSocket, SocketTarget } from "#base/byte-socket.ts";
import type { Op } from "#base/op.ts";
import { endedError } from "#base/op.ts";
import { isBodiless, readBody, readHead, readToEnd } from "./http-message.ts";
import { SocketReader } from "./socket-reader.ts";
import {
  ConnectError,
  type HijackedStream,
  type RawStream,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  TrustError,
} from "./transport.ts";

export interface LeanTransportOptions {
  readonly target: SocketTarget;
  /** Value of the Host header. */
  readonly hostHeader: string;
  /** Called when the transport is closed: what the sockets go through is not needed any more. */
  readonly closed?: () => void;
}

/** HTTP/1.1 on sockets of our own: far less start-up than node:http. One idle connection is kept. */
export function leanTransport(dial: DialSocket, options: LeanTransportOptions): Transport {
  return new LeanTransport(dial, options);
}

interface Connection {
  readonly socket: ByteSocket;
  readonly reader: SocketReader;
}

const encoder = new TextEncoder();

class LeanTransport implements Transport {
  readonly #dial: DialSocket;
  readonly #options: LeanTransportOptions;
  #idle: Connection | undefined;

  constructor(dial: DialSocket, options: LeanTransportOptions) {
    this.#dial = dial;
    this.#options = options;
  }

  async request(op: Op, request: TransportRequest): Promise<TransportResponse> {
    const connection = await this.#connection(op);
    const release = endWith(op, connection);
    try {
      const sent = this.#send(connection.socket, request);
      sent.catch(() => {});
      const head = await readHead(connection.reader);
      return { ...head, body: this.#body(connection, request.method, head, sent, release) };
    } catch (error) {
      release();
      connection.socket.destroy();
      throw op.signal.aborted ? endedError(op) : error;
    }
  }

  async hijack(op: Op, request: TransportRequest): Promise<HijackedStream> {
    const connection = await this.#connection(op);
    const { socket, reader } = connection;
    const release = endWith(op, connection);
    try {
      await this.#send(socket, { ...request, headers: { Connection: "Upgrade", Upgrade: "tcp", ...request.headers } });
      const head = await readHead(reader);
      const taken = head.status === 101 || head.status === 200;
      return {
        ...head,
        body: taken ? readToEnd(reader) : readBody(reader, head),
        write: (chunk) => socket.write(chunk),
        closeWrite: () => socket.end(),
        close: () => {
          release();
          socket.destroy();
        },
      };
    } catch (error) {
      release();
      socket.destroy();
      throw op.signal.aborted ? endedError(op) : error;
    }
  }

  async open(op: Op): Promise<RawStream> {
    const connection = await this.#connection(op);
    const { socket, reader } = connection;
    const release = endWith(op, connection);
    return {
      body: readToEnd(reader),
      write: (chunk) => socket.write(chunk),
      closeWrite: () => socket.end(),
      close: () => {
        release();
        socket.destroy();
      },
    };
  }

  close(): void {
    this.#idle?.socket.destroy();
    this.#idle = undefined;
    this.#options.closed?.();
  }

  async #connection(op: Op): Promise<Connection> {
    const idle = this.#idle;
    this.#idle = undefined;
    if (idle !== undefined && !idle.reader.exhausted && !idle.socket.destroyed) return idle;
    if (op.signal.aborted) throw endedError(op);
    const reader = new SocketReader();
    const socket = await this.#dial(this.#options.target, reader).catch((error: NodeJS.ErrnoException) => {
      if (error instanceof TrustError) throw error;
      throw new ConnectError(error.code ?? "UNKNOWN", error);
    });
    reader.use(socket);
    return { socket, reader };
  }

  async #send(socket: ByteSocket, request: TransportRequest): Promise<void> {
    const { body } = request;
    const lines = [`${request.method} ${request.path} HTTP/1.1`, `Host: ${this.#options.hostHeader}`];
    for (const name in request.headers) lines.push(`${name}: ${oneLine(request.headers[name] ?? "")}`);
    if (body instanceof Uint8Array) lines.push(`Content-Length: ${body.length}`);
    else if (body !== undefined) lines.push("Transfer-Encoding: chunked");
    else if (request.method !== "GET" && request.method !== "HEAD") lines.push("Content-Length: 0");
    const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
    if (body === undefined) return socket.write(head);
    if (body instanceof Uint8Array) return socket.write(joined(head, body));
    await socket.write(head);
    for await (const chunk of body) {
      if (chunk.length === 0) continue;
      await socket.write(joined(encoder.encode(`${chunk.length.toString(16)}\r\n`), chunk, encoder.encode("\r\n")));
    }
    await socket.write(encoder.encode("0\r\n\r\n"));
  }

  async *#body(
    connection: Connection,
    method: string,
    head: { readonly status: number; readonly headers: ReadonlyMap<string, string> },
    sent: Promise<void>,
    release: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    let whole = false;
    try {
      if (!isBodiless(method, head.status)) yield* readBody(connection.reader, head);
      const lasting = method === "HEAD" || head.status < 200 || hasEnd(head);
      whole = lasting && !/\bclose\b/i.test(head.headers.get("connection") ?? "");
    } finally {
      release();
      if (whole && this.#idle === undefined && (await settled(sent))) this.#idle = connection;
      else connection.socket.destroy();
    }
  }
}

function hasEnd(head: { readonly status: number; readonly headers: ReadonlyMap<string, string> }): boolean {
  return isBodiless("", head.status) || head.headers.has("content-length") || head.headers.has("transfer-encoding");
}

/** Whether the promise has already been fulfilled: a request still being sent makes the connection useless. */
async function settled(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol("pending");
  try {
    return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
  } catch {
    return false;
  }
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]/g, "");
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Breaks the connection when `op` ends; gives the function that stops listening. */
function endWith(op: Op, { socket, reader }: Connection): () => void {
  const end = (): void => {
    reader.end(endedError(op));
    socket.destroy();
  };
  op.signal.addEventListener("abort", end, { once: true });
  return () => op.signal.removeEventListener("abort", end);
}
