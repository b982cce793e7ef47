import { encode } from "#api/encode.ts";
import { containerUpdateFrom } from "../../compat/container-update.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function updateContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const request = containerUpdateFrom(exchange.version, await exchange.json("ContainerUpdateRequest"));
  const answer = await backends.containers.update(exchange.lasting, exchange.subject, request);
  exchange.answer(200, encode("ContainerUpdateResponse", answer));
}
