import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function removeNetwork(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  await backends.networks.remove(exchange.lasting, exchange.subject);
  exchange.empty(204);
}
