import type { Exchange } from "../../exchange.ts";

/** What clients learn before anything else: the API version is in the common headers. */
export function ping(exchange: Exchange): void {
  const body = exchange.request.method === "HEAD" ? "" : "OK";
  exchange.response
    .writeHead(200, {
      "Builder-Version": "2",
      "Cache-Control": "no-cache, no-store, must-revalidate",
      Pragma: "no-cache",
      Swarm: "inactive",
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Length": String(body.length),
    })
    .end(body);
}
