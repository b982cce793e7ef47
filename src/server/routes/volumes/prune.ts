import { encode } from "#api/encode.ts";
import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

/** Before API 1.42 a prune took the named volumes too. */
export async function pruneVolumes(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { filters } = exchange.query("VolumePrune");
  const all = new Set([...(filters.get("all") ?? []), "true"]);
  const asked = isOlder(exchange.version, "1.42") ? new Map([...filters, ["all", all]]) : filters;
  exchange.answer(200, encode("VolumePruneReport", await backends.volumes.prune(exchange.lasting, asked)));
}
