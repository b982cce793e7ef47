import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { clientOf } from "./client.ts";

export async function removeContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { force, v: volumes, link } = exchange.query("ContainerDelete");
  const options = { force, volumes, link, ...clientOf(exchange) };
  await backends.containers.remove(exchange.lasting, exchange.subject, options);
  exchange.empty(204);
}
