import { parseTerminalEdge } from "#api/query.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function resizeContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { h, w } = exchange.query("ContainerResize");
  const size = { rows: parseTerminalEdge(h, "height"), columns: parseTerminalEdge(w, "width") };
  await backends.containers.resize(exchange.lasting, exchange.subject, size);
  exchange.empty(200);
}
