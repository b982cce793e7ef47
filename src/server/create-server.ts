import http, { type IncomingMessage, ServerResponse } from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import { EngineError } from "#base/errors.ts";
import type { Log, Op } from "#base/op.ts";
import { answerError } from "./answer-error.ts";
import type { Backends } from "./backends.ts";
import { bodyHead } from "./body.ts";
import { clientSignal } from "./client-gone.ts";
import type { Descriptors } from "./descriptors.ts";
import { pathOf } from "./exchange.ts";
import { handleRequest, type ServerContext } from "./handle-request.ts";
import { HeadTimers } from "./head-timers.ts";
import { holdBody } from "./hold-body.ts";
import { takeHttp2 } from "./http2-preface.ts";
import type { ServerIdentity } from "./identity.ts";
import type { Listener } from "./listen.ts";
import { type RawBody, readRawBody } from "./raw-body.ts";
import { refuseMalformed, refusePlainHttp } from "./refuse-malformed.ts";
import { matchRoute } from "./router.ts";
import { hijackHandlers } from "./routes/table.ts";
import { runHijack } from "./run-hijack.ts";

export interface ServerOptions {
  readonly backends: Backends;
  readonly listeners: readonly Listener[];
  readonly info: ServerIdentity;
  readonly log: Log;
  readonly descriptors: Descriptors;
  /** Told of each operation that has succeeded, with its seconds. */
  readonly onDone?: (operation: string, seconds: number) => void;
  /** How long a new connection may take to send the head of its first request. Default: 5 minutes, as dockerd. */
  readonly headTimeoutMs?: number;
}

/** A running API server. */
export interface ApiServer {
  /** Stops listening and ends all connections. Streams that were handed over go on. */
  close(): Promise<void>;
}

const maxHeadBytes = 1024 * 1024;

/**
 * Serves the Engine API on listeners that are open. Their sockets are handed to node:http one by one: only so has a
 * request's socket a descriptor that can be given away.
 */
export function createServer(options: ServerOptions): ApiServer {
  const stop = new AbortController();
  const lasting: Op = { signal: stop.signal, log: options.log };
  const { backends, descriptors, info: identity } = options;
  const onDone = options.onDone === undefined ? {} : { onDone: options.onDone };
  const context: ServerContext = { tools: { backends, descriptors, identity }, lasting, ...onDone };
  const server = http.createServer({ maxHeaderSize: maxHeadBytes, keepAliveTimeout: 0, requestTimeout: 0 });
  const heads = new HeadTimers(options.headTimeoutMs ?? 5 * 60_000);
  server.on("request", (request, response) => {
    heads.arrived(request.socket);
    holdBody(request);
    serve(context, request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    heads.arrived(socket);
    serveUpgrade(context, { request, socket, head });
  });
  server.on("clientError", (error, socket) => {
    heads.arrived(socket);
    if (!takeHttp2(error, socket, { buildkit: backends.buildkit, log: options.log })) refuseMalformed(error, socket);
  });
  const sockets = new Set<net.Socket>();
  const accept = (socket: net.Socket): void => {
    sockets.add(socket);
    heads.expect(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    server.emit("connection", socket);
  };
  for (const { server: listener, serve: serveOn } of options.listeners) {
    serveOn(accept);
    listener.on("tlsClientError", (error: Error, socket: Duplex) => refusePlainHttp(error, socket, descriptors));
  }
  return {
    async close() {
      stop.abort();
      const closed = options.listeners.map(
        ({ server: listener }) => new Promise<void>((resolve) => listener.close(() => resolve())),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function serve(context: ServerContext, request: IncomingMessage, response: ServerResponse, body?: RawBody): void {
  const op: Op = { signal: clientSignal(request, response), log: context.lasting.log };
  handleRequest(context, { request, response, op, ...(body === undefined ? {} : { body }) }).catch((error: unknown) =>
    answerError(response, error, context.lasting.log),
  );
}

interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Uint8Array;
}

/** Requests with an `Upgrade` header: streams, and those of clients that offer h2c and mean HTTP/1.1. */
function serveUpgrade(context: ServerContext, { request, socket, head }: UpgradeRequest): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket as net.Socket);
  response.shouldKeepAlive = false;
  response.once("finish", () => socket.end());
  const match = matchRoute(request.method ?? "", pathOf(request));
  const hijack = match === undefined ? undefined : hijackHandlers[match.name];
  // What follows is input, but for a body that some clients send with an attach, and Docker takes no notice of.
  const isBodiless = bodyHead(request.headers).length <= 0;
  const neverHasBody = hijack?.kind === "websocket" || hijack?.kind === "connection";
  if (neverHasBody || (hijack?.kind === "attach" && isBodiless)) {
    runHijack(context, { request, response, socket, body: { body: new Uint8Array(), rest: head } });
    return;
  }
  readRawBody(request, { socket, head }, (body) => {
    if (body instanceof EngineError) answerError(response, body, context.lasting.log);
    else if (hijack === undefined) serve(context, request, response, body);
    else runHijack(context, { request, response, socket, body });
  });
}
