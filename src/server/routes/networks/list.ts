import { encodeList } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listNetworks(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const networks = await backends.networks.list(exchange.op, exchange.query("NetworkList").filters);
  exchange.answerWith(200, encodeList("NetworkInspect", networks));
}
