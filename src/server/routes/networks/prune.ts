import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function pruneNetworks(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const report = await backends.networks.prune(exchange.lasting, exchange.query("NetworkPrune").filters);
  exchange.answer(200, encode("NetworkPruneReport", report));
}
