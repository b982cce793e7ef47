import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import type { Socket } from "node:net";
import type { Op } from "#base/op.ts";
import { endedError } from "#base/op.ts";
import {
  ConnectError,
  type HijackedStream,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";

/** Where requests go: a unix socket or a TCP address. */
export type HttpTarget = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** A transport on `node:http`, for programs that use the client as a library. */
export function httpTransport(target: HttpTarget): Transport {
  return new HttpTransport(target);
}

class HttpTransport implements Transport {
  readonly #target: HttpTarget;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(target: HttpTarget) {
    this.#target = target;
  }

  async request(op: Op, request: TransportRequest): Promise<TransportResponse> {
    const sent = this.#open(op, request, {});
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("response", resolve);
      sent.once("error", (error) => reject(failure(op, error)));
    });
    await Promise.all([sendBody(sent, request.body), answered]).catch((error: Error) => {
      sent.destroy();
      throw error;
    });
    return responseOf(await answered);
  }

  async hijack(op: Op, request: TransportRequest): Promise<HijackedStream> {
    const sent = this.#open(op, request, { Connection: "Upgrade", Upgrade: "tcp" });
    const stream = new Promise<HijackedStream>((resolve, reject) => {
      sent.once("upgrade", (message, socket: Socket, head: Buffer) => {
        if (head.length > 0) socket.unshift(head);
        resolve({ ...responseOf(message), body: socket, ...writerOf(socket) });
      });
      // An engine of before 1.22 answers 200 and goes on as a raw stream; any other status is an answer.
      sent.once("response", (message) => resolve({ ...responseOf(message), ...writerOf(message.socket) }));
      sent.once("error", (error) => reject(failure(op, error)));
    });
    await sendBody(sent, request.body);
    return stream;
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(op: Op, request: TransportRequest, extra: Readonly<Record<string, string>>): ClientRequest {
    const { method, path } = request;
    const headers: Record<string, string | number> = { ...extra, ...request.headers };
    if (request.body instanceof Uint8Array) headers["Content-Length"] = request.body.length;
    const options: RequestOptions = { ...this.#target, method, path, headers, agent: this.#agent, signal: op.signal };
    return httpRequest(options);
  }
}

async function sendBody(sent: ClientRequest, body: TransportRequest["body"]): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    sent.end(body);
    return;
  }
  for await (const chunk of body) {
    if (!sent.write(chunk)) await new Promise<void>((resolve) => void sent.once("drain", resolve));
  }
  sent.end();
}

function responseOf(message: IncomingMessage): TransportResponse {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  return { status: message.statusCode ?? 0, headers, body: message };
}

function writerOf(socket: Socket): Pick<HijackedStream, "write" | "closeWrite" | "close"> {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => void socket.write(chunk, (error) => (error ? reject(error) : resolve()))),
    closeWrite: () => void socket.end(),
    close: () => void socket.destroy(),
  };
}

function failure(op: Op, error: NodeJS.ErrnoException): Error {
  if (op.signal.aborted) return endedError(op);
  return error.syscall === "connect" ? new ConnectError(error.code ?? "UNKNOWN", error) : error;
}
