import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function authenticate(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const config = await exchange.json("AuthConfig");
  exchange.answer(200, encode("AuthenticateOkBody", await backends.registry.authenticate(exchange.op, config)));
}
