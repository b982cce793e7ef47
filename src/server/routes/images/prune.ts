import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function pruneImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const report = await backends.images.prune(exchange.lasting, exchange.query("ImagePrune").filters);
  exchange.answer(200, encode("ImagePruneReport", report));
}
