import { createServer, type ServerResponse } from "node:http";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { engineMetrics, type MetricFacts } from "./engine-metrics.ts";
import { processMetrics } from "./process-metrics.ts";
import { metricsText } from "./text.ts";

/**
 * Serves `GET /metrics` on `address` (`host:port`) for Prometheus, and returns what ends that.
 * @throws Error in Docker's words when the address cannot be listened on
 */
export async function serveMetrics(op: Op, address: string, facts: () => Promise<MetricFacts>): Promise<() => void> {
  const { host, port } = parseAddress(address);
  const server = createServer((request, response) => {
    if ((request.url ?? "/").split("?", 1)[0] !== "/metrics") return notFound(response);
    answer(response, facts).catch((error: unknown) => {
      op.log.error("metrics were not told", { error });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new Error(`failed to start metrics server: ${messageOf(error)}`)));
    server.listen(port, host, resolve);
  });
  op.log.info(`metrics API listening on ${address}`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const [, bracketed = "", plain = "", port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(address) ?? [];
  if (port === undefined)
    throw new Error(`failed to start metrics server: listen tcp: address ${address}: missing port in address`);
  return { host: bracketed || plain || "0.0.0.0", port: Number(port) };
}

async function answer(response: ServerResponse, facts: () => Promise<MetricFacts>): Promise<void> {
  const text = metricsText([...engineMetrics(await facts()), ...processMetrics()]);
  response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("404 page not found\n");
}
