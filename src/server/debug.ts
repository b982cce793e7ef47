import type { IncomingMessage, ServerResponse } from "node:http";
import { notSupported } from "#base/errors.ts";
import { pathOf } from "./exchange.ts";

/**
 * Answers what dockerd's debug pages have and JavaScript can tell: `/debug/vars` and `/debug/pprof/cmdline`. Returns
 * whether the request was for one of those pages. @throws not-implemented for Go's profiles
 */
export function answerDebug(request: IncomingMessage, response: ServerResponse): boolean {
  const [, page] = /^(?:\/v[0-9.]+)?\/debug\/(vars|pprof\/.*)$/s.exec(pathOf(request)) ?? [];
  if (page === undefined || request.method !== "GET") return false;
  if (page === "vars") answer(response, "application/json; charset=utf-8", `${JSON.stringify(variables(), null, 1)}\n`);
  else if (page === "pprof/cmdline") answer(response, "text/plain; charset=utf-8", process.argv.join("\0"));
  else throw notSupported(`GET /debug/${page}`);
  return true;
}

function variables(): object {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  return {
    cmdline: process.argv,
    memstats: { Sys: rss, HeapSys: heapTotal, HeapAlloc: heapUsed, External: external },
    uptimeSeconds: process.uptime(),
  };
}

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) }).end(body);
}
