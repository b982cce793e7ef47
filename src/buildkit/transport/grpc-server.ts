import http2, { type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from "node:http2";
import type { Duplex } from "node:stream";
import type { ConnectRouter } from "@connectrpc/connect";
import { type ConnectNodeAdapterOptions, connectNodeAdapter } from "@connectrpc/connect-node";
import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { sendPlainDetailTypes } from "../errors/detail-types.ts";
import { http2Carrier } from "./http2-carrier.ts";
import { limits } from "./limits.ts";

export interface GrpcServerOptions {
  readonly routes: (router: ConnectRouter) => void;
  readonly log: Log;
}

/** Serves gRPC over HTTP/2 on connections that are handed to it. A broken one ends alone. */
export class GrpcServer {
  readonly #server: http2.Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor({ routes, log }: GrpcServerOptions) {
    const handle = connectNodeAdapter({
      connect: false,
      grpcWeb: false,
      routes,
      readMaxBytes: limits.messageBytes,
      writeMaxBytes: limits.messageBytes,
      acceptCompression: [],
      fallback: refuseUnknownMethod,
    });
    this.#server = http2.createServer(
      {
        settings: { initialWindowSize: limits.windowBytes, maxConcurrentStreams: limits.streams },
      },
      (request: Http2ServerRequest, response: Http2ServerResponse) => {
        sendPlainDetailTypes(response);
        handle(request, response);
      },
    );
    this.#server.on("session", (session) => {
      this.#sessions.add(session);
      session.once("close", () => this.#sessions.delete(session));
    });
    this.#server.on("sessionError", (error) => log.debug("a gRPC connection broke", { error: messageOf(error) }));
  }

  /** Serves `connection`, whose next byte is the first of HTTP/2's preface. */
  serve(connection: Duplex): void {
    // Who has sent its last byte can take nothing back: HTTP/2 has no half of a connection.
    connection.on("error", () => connection.destroy()).once("end", () => connection.destroy());
    this.#server.emit("connection", http2Carrier(connection));
  }

  /** Ends all connections. */
  close(): void {
    for (const session of this.#sessions) session.destroy();
  }
}

/** Answers as gRPC does for what no service has. */
const refuseUnknownMethod: NonNullable<ConnectNodeAdapterOptions["fallback"]> = (request, response) => {
  response.writeHead(200, {
    "content-type": "application/grpc",
    "grpc-status": "12",
    "grpc-message": encodeURIComponent(`unknown method ${request.url}`),
  });
  response.end();
};
