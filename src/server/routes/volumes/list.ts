import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listVolumes(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const volumes = await backends.volumes.list(exchange.op, exchange.query("VolumeList").filters);
  exchange.answer(200, encode("VolumeListResponse", volumes));
}
