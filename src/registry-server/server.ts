import type { Log } from "#base/op.ts";
import type { AccessLog } from "./access-log.ts";
import type { Authenticator } from "./auth/authenticator.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { registryFailed } from "./errors.ts";
import type { Exchange, RegistryContext } from "./exchange.ts";
import { answerError, checkMethod, handleRequest, isRead } from "./handle-request.ts";
import { RequestBody } from "./request-body.ts";
import { parsePath, type Route } from "./router.ts";

export interface RegistryServerOptions {
  readonly hostname: string;
  /** 0: one that is free. */
  readonly port: number;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly context: RegistryContext;
  readonly authenticator: Authenticator;
  readonly log: Log;
  readonly accessLog?: AccessLog;
  /** A client that neither sends nor takes anything for so long is dropped; whole seconds, up to 255. */
  readonly idleSeconds: number;
  /** A connection without a request is ended after so long. */
  readonly headMs: number;
  readonly mostConnections: number;
}

export interface RegistryServer {
  readonly hostname: string;
  readonly port: number;
  /** Takes no new connections; ends when all requests have, or at once when `graceMs` is over. */
  stop(graceMs: number): Promise<void>;
}

const commonHeaders = {
  "Docker-Distribution-Api-Version": "registry/2.0",
  "X-Content-Type-Options": "nosniff",
};

/** Serves a registry. Bodies pass in pieces: files are sent by the kernel, and what a client sends waits until it is written. */
export function startRegistryServer(options: RegistryServerOptions): RegistryServer {
  let watch: ConnectionWatch | undefined;
  const server = Bun.serve({
    hostname: options.hostname,
    port: options.port,
    ...(options.tls === undefined ? {} : { tls: { ...options.tls } }),
    idleTimeout: options.idleSeconds,
    // The largest blob is bounded where uploads are written.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    development: false,
    fetch: (request, bun) => serve(options, request, { bun, watch }),
    error: (error) => answerError(error, options.log),
  });
  const port = server.port ?? options.port;
  watch = new ConnectionWatch({ port, idleMs: options.headMs, most: options.mostConnections });
  return {
    hostname: server.hostname ?? options.hostname,
    port,
    async stop(graceMs) {
      const timer = setTimeout(() => void server.stop(true), graceMs);
      await server.stop();
      clearTimeout(timer);
      watch?.[Symbol.dispose]();
    },
  };
}

interface Listening {
  readonly bun: Bun.Server<undefined>;
  readonly watch: ConnectionWatch | undefined;
}

async function serve(options: RegistryServerOptions, request: Request, { bun, watch }: Listening): Promise<Response> {
  const begin = performance.now();
  const client = bun.requestIP(request);
  const done = watch?.begin(client?.port);
  let user: string | undefined;
  let response: Response;
  try {
    if (watch?.isFull === true) throw registryFailed(503, "too many connections");
    const exchange = exchangeOf(options, request, bun);
    const { route, namespace } = namespaced(parsePath(exchange.path), exchange, options.context);
    user = await options.authenticator.authenticate(exchange, { read: isRead(exchange.method, route), route });
    checkMethod(exchange.method, route, options.context);
    response = await answer(options, exchange, route);
    if (namespace !== undefined) response.headers.set("OCI-Namespace", namespace);
  } catch (error) {
    response = answerError(error, options.log);
  } finally {
    done?.();
  }
  for (const [name, value] of Object.entries(commonHeaders)) response.headers.set(name, value);
  // A client whose body was not read would be taken for one that sends its next request.
  if (response.status >= 400 && request.body !== null) response.headers.set("Connection", "close");
  options.accessLog?.write({ request, response, user, address: client?.address, begin });
  return response;
}

/** What a client that takes this registry for a mirror of another one asks for. */
function namespaced(
  route: Route,
  { query }: Exchange,
  { namespaces }: RegistryContext,
): { readonly route: Route; readonly namespace?: string } {
  const namespace = query.get("ns");
  if (namespace === null || !("name" in route) || namespaces?.has(namespace) !== true) return { route };
  return { route: { ...route, name: `${namespace}/${route.name}` }, namespace };
}

async function answer(options: RegistryServerOptions, exchange: Exchange, route: Route): Promise<Response> {
  if (route.what === "token") return await options.authenticator.issueToken(exchange);
  return await handleRequest(options.context, exchange, route);
}

function exchangeOf(
  { log, idleSeconds }: RegistryServerOptions,
  request: Request,
  bun: Bun.Server<undefined>,
): Exchange {
  const { path, query } = splitUrl(request.url);
  return {
    op: { signal: request.signal, log },
    method: request.method,
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: new RequestBody({
      stream: request.body,
      headers: request.headers,
      waiting: () => bun.timeout(request, idleSeconds),
    }),
  };
}

/** Bun gives the bare path where the client sent no usable `Host`. */
function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const rest = url.replace(/^https?:\/\/[^/?#]*/, "");
  const mark = rest.indexOf("?");
  return mark < 0 ? { path: rest, query: "" } : { path: rest.slice(0, mark), query: rest.slice(mark + 1) };
}
