import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function topContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { ps_args: psArguments } = exchange.query("ContainerTop");
  const answer = await backends.containers.top(exchange.op, exchange.subject, psArguments);
  exchange.answer(200, encode("ContainerTopResponse", answer));
}
