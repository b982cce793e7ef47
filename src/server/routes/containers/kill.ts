import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function killContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  await backends.containers.kill(exchange.lasting, exchange.subject, exchange.query("ContainerKill").signal);
  exchange.empty(204);
}
