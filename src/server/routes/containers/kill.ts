import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { clientOf } from "./client.ts";

export async function killContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { signal } = exchange.query("ContainerKill");
  await backends.containers.kill(exchange.lasting, exchange.subject, { signal, ...clientOf(exchange) });
  exchange.empty(204);
}
