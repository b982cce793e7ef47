import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from "node:http2";
import type { Duplex } from "node:stream";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport, type GrpcTransportOptions } from "@connectrpc/connect-node";
import { http2Carrier } from "./http2-carrier.ts";
import { limits } from "./limits.ts";
import { spreadLists } from "./metadata.ts";

/** How often a connection is asked whether it is there, and how long it may take to say so. */
const pingIntervalMs = 20_000;
const pingTimeoutMs = 30_000;

/** gRPC in the other direction: we are the client on a connection that the other side opened. */
export class GrpcConnection {
  readonly transport: Transport;
  /** Aborted when the connection has gone. */
  readonly gone: AbortSignal;
  readonly #connection: Duplex;
  readonly #session: ClientHttp2Session;
  readonly #ended = new AbortController();
  readonly #pings: NodeJS.Timeout;

  constructor(connection: Duplex) {
    this.gone = this.#ended.signal;
    this.#connection = connection;
    this.#session = http2.connect("http://localhost", {
      createConnection: () => http2Carrier(connection),
      settings: { initialWindowSize: limits.windowBytes, enablePush: false },
    });
    this.#pings = setInterval(() => this.#ping(), pingIntervalMs).unref();
    const end = (): void => this.close();
    connection.once("close", end).once("end", end).on("error", end);
    this.#session.once("close", end).on("error", end).once("goaway", end);
    this.transport = createGrpcTransport({
      baseUrl: "http://localhost",
      sessionManager: this.#manager(),
      readMaxBytes: limits.messageBytes,
      writeMaxBytes: limits.messageBytes,
      acceptCompression: [],
    });
  }

  close(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    clearInterval(this.#pings);
    this.#session.destroy();
    this.#connection.destroy();
  }

  /** What `transport` sends its calls by: this one connection, never another. */
  #manager(): NonNullable<GrpcTransportOptions["sessionManager"]> {
    return {
      authority: "http://localhost",
      request: async (method, path, headers, options) => this.#request({ method, path, headers, options }),
      notifyResponseByteRead: () => {},
    };
  }

  #request({ method, path, headers, options }: Call): ClientHttp2Stream {
    if (this.gone.aborted) throw new ConnectError("the client has gone", Code.Unavailable);
    return this.#session.request({ ...spreadLists(headers), ":method": method, ":path": path }, options);
  }

  #ping(): void {
    const timer = setTimeout(() => this.close(), pingTimeoutMs).unref();
    this.#session.ping((error) => {
      clearTimeout(timer);
      if (error !== null) this.close();
    });
  }
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly options: Omit<http2.ClientSessionRequestOptions, "signal">;
}
