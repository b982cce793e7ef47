import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export function whyContainer(exchange: Exchange, { backends }: RouteTools): void {
  exchange.answer(200, encode("ContainerWhy", backends.containers.why(exchange.subject)));
}
