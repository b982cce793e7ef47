import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function renameContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  await backends.containers.rename(exchange.lasting, exchange.subject, exchange.query("ContainerRename").name);
  exchange.empty(204);
}
