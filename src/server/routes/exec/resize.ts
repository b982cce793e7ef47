import { parseTerminalEdge } from "#api/query.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function resizeExec(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { h, w } = exchange.query("ExecResize");
  const size = { rows: parseTerminalEdge(h, "height"), columns: parseTerminalEdge(w, "width") };
  await backends.exec.resize(exchange.lasting, exchange.subject, size);
  exchange.empty(200);
}
