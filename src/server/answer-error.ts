import type { ServerResponse } from "node:http";
import { encode } from "#api/encode.ts";
import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { httpStatus } from "./http-status.ts";

/** Answers with an error as Docker does: `{"message":…}`; 304 and what is too old for JSON differ. */
export function answerError(response: ServerResponse, error: unknown, log: Log): void {
  if (response.destroyed) {
    log.debug("request ended by its client", { error: messageOf(error) });
    return;
  }
  const status = httpStatus(error);
  if (status >= 500 && status !== 501) log.error("request failed", { error: messageOf(error), stack: stackOf(error) });
  if (response.headersSent) return void response.destroy();
  if (status === 304) return void response.writeHead(304).end();
  const { type, text } = errorBody(error);
  const body = Buffer.from(text);
  response.writeHead(status, { "Content-Type": type, "Content-Length": String(body.length) }).end(body);
}

/** The body of an error's answer and its media type. */
export function errorBody(error: unknown): { readonly type: string; readonly text: string } {
  const message = messageOf(error);
  const plain = isEngineError(error) && error.code === "api.version-too-old";
  if (plain) return { type: "text/plain; charset=utf-8", text: `${message}\n` };
  return { type: "application/json", text: `${encode("ErrorResponse", { message })}\n` };
}

export function pageNotFound(): EngineError {
  return new EngineError("not-found", "page not found", { code: "api.page-not-found" });
}

function stackOf(error: unknown): string | undefined {
  return isEngineError(error) || !(error instanceof Error) ? undefined : error.stack;
}
