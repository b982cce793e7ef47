import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function pauseContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  await backends.containers.pause(exchange.lasting, exchange.subject);
  exchange.empty(204);
}

export async function unpauseContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  await backends.containers.unpause(exchange.lasting, exchange.subject);
  exchange.empty(204);
}
