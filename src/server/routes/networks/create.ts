import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function createNetwork(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const request = await exchange.json("NetworkCreateRequest");
  const created = await backends.networks.create(exchange.lasting, request);
  exchange.answer(201, encode("NetworkCreateResponse", created));
}
