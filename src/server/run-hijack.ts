import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { checkVersion } from "#api/version.ts";
import { answerError, pageNotFound } from "./answer-error.ts";
import { bodyHead, checkJsonType } from "./body.ts";
import { pathOf, queryText } from "./exchange.ts";
import type { ServerContext } from "./handle-request.ts";
import { endWithStreamError } from "./hijack.ts";
import { commonHeaders } from "./identity.ts";
import type { RawBody } from "./raw-body.ts";
import { matchRoute } from "./router.ts";
import { hijackHandlers } from "./routes/table.ts";

export interface HijackIncoming {
  readonly request: IncomingMessage;
  /** For answers that are no stream. */
  readonly response: ServerResponse;
  readonly socket: Duplex;
  readonly body: RawBody;
}

/** Runs a handler that takes the connection over. All up to that point happens in this tick. */
export function runHijack(context: ServerContext, { request, response, socket, body }: HijackIncoming): void {
  const match = matchRoute(request.method ?? "", pathOf(request));
  const handler = match === undefined ? undefined : hijackHandlers[match.name];
  if (match === undefined || handler === undefined) {
    answerError(response, pageNotFound(), context.lasting.log);
    return;
  }
  const fail = (error: unknown): void => {
    if (handler.kind === "attach") endWithStreamError(socket, error);
    else answerError(response, error, context.lasting.log);
  };
  try {
    checkVersion(match.version, context.tools.identity.minApiVersion);
    if (handler.kind === "exec") checkJsonType(bodyHead(request.headers));
    for (const [name, value] of Object.entries(commonHeaders(context.tools.identity))) response.setHeader(name, value);
    const text = new TextDecoder().decode(body.body);
    const subject = match.parameters["id"] ?? "";
    const outcome = handler.run(
      { request, socket, rest: body.rest, version: match.version, body: text, lasting: context.lasting },
      { ...context.tools, subject, query: queryText(request) },
    );
    if (outcome === "taken") return;
    outcome.then((end) => {
      if (end === "done") response.writeHead(200, { "Content-Length": "0" }).end();
    }, fail);
  } catch (error) {
    fail(error);
  }
}
