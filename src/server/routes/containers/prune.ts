import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function pruneContainers(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const report = await backends.containers.prune(exchange.lasting, exchange.query("ContainerPrune").filters);
  exchange.answer(200, encode("ContainerPruneReport", report));
}
