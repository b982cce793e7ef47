import type { IncomingMessage, ServerResponse } from "node:http";
import { checkVersion } from "#api/version.ts";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { pageNotFound } from "./answer-error.ts";
import { bodyHead, maxHijackBodyBytes, readBody } from "./body.ts";
import { answerDebug } from "./debug.ts";
import { Exchange, pathOf, queryText } from "./exchange.ts";
import { commonHeaders } from "./identity.ts";
import type { RawBody } from "./raw-body.ts";
import { cleanPath, matchRoute } from "./router.ts";
import { absentHandlers } from "./routes/absent.ts";
import type { RouteTools } from "./routes/handler.ts";
import { handlers, hijackHandlers } from "./routes/table.ts";
import { runHijack } from "./run-hijack.ts";

export interface ServerContext {
  readonly tools: RouteTools;
  /** Ends with the server. */
  readonly lasting: Op;
  /** Told of each operation that has succeeded, with its seconds. */
  readonly onDone?: (operation: string, seconds: number) => void;
}

export interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Ends when the client goes. */
  readonly op: Op;
  /** The body, where it was read past node:http already. */
  readonly body?: RawBody;
}

/** Finds the operation that a request names and runs it. @throws what is to be answered as an error */
export async function handleRequest(context: ServerContext, incoming: Incoming): Promise<void> {
  const { request, response } = incoming;
  const path = pathOf(request);
  const clean = cleanPath(path);
  if (clean !== undefined) return redirect(incoming, clean);
  if (request.headers.host === undefined && request.httpVersion === "1.1") return refuseWithoutHost(response);
  const match = matchRoute(request.method ?? "", path);
  if (request.method === "OPTIONS") return answerOptions(context, response);
  for (const [name, value] of Object.entries(commonHeaders(context.tools.identity)))
    if (match !== undefined || path.includes("/debug/")) response.setHeader(name, value);
  if (match === undefined && answerDebug(request, response)) return;
  if (match === undefined) throw pageNotFound();
  checkVersion(match.version, context.tools.identity.minApiVersion);
  const handler = handlers[match.name] ?? absentHandlers[match.name];
  if (handler !== undefined) {
    const source = incoming.body === undefined ? request : once(incoming.body.body);
    const begin = performance.now();
    await handler(new Exchange({ ...incoming, match, lasting: context.lasting, source }), context.tools);
    context.onDone?.(match.name, (performance.now() - begin) / 1000);
    return;
  }
  if (hijackHandlers[match.name] === undefined) throw notSupported(`${request.method} ${match.path}`);
  const body = Buffer.from(await readBody(request, bodyHead(request.headers), maxHijackBodyBytes));
  runHijack(context, { request, response, socket: request.socket, body: { body, rest: new Uint8Array() } });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function redirect({ request, response }: Incoming, path: string): void {
  const query = queryText(request);
  response.writeHead(301, { Location: query === "" ? path : `${path}?${query}`, "Content-Length": "0" }).end();
}

function refuseWithoutHost(response: ServerResponse): void {
  const text = "400 Bad Request: missing required Host header";
  response
    .writeHead(400, { "Content-Type": "text/plain; charset=utf-8", Connection: "close", "Content-Length": text.length })
    .end(text);
}

function answerOptions(context: ServerContext, response: ServerResponse): void {
  response.writeHead(200, { ...commonHeaders(context.tools.identity), "Content-Length": "0" }).end();
}
