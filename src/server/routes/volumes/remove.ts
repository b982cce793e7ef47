import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function removeVolume(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { force } = exchange.query("VolumeDelete");
  await backends.volumes.remove(exchange.lasting, exchange.subject, { force });
  exchange.empty(204);
}
