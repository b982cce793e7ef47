import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export function systemVersion(exchange: Exchange, { backends }: RouteTools): void {
  exchange.answer(200, encode("SystemVersion", backends.system.version()));
}
