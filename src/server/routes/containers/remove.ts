import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function removeContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { force, v: volumes, link } = exchange.query("ContainerDelete");
  await backends.containers.remove(exchange.lasting, exchange.subject, { force, volumes, link });
  exchange.empty(204);
}
