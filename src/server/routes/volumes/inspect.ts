import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function inspectVolume(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  exchange.answer(200, encode("Volume", await backends.volumes.inspect(exchange.op, exchange.subject)));
}
