import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function createVolume(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const request = await exchange.json("VolumeCreateRequest");
  exchange.answer(201, encode("Volume", await backends.volumes.create(exchange.lasting, request)));
}
