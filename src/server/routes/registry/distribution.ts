import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import { clientAccess } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";

export async function inspectDistribution(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const access = clientAccess(exchange.request);
  const found = await backends.registry.inspectDistribution(exchange.op, exchange.subject, access);
  exchange.answer(200, encode("DistributionInspect", found));
}
