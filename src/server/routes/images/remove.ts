import { encodeList } from "#api/encode.ts";
import { notSupported } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function removeImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { force, noprune: noPrune, platforms } = exchange.query("ImageDelete");
  if (platforms.length > 0) throw notSupported("platforms");
  const items = await backends.images.remove(exchange.lasting, exchange.subject, { force, noPrune });
  exchange.answerWith(200, encodeList("ImageDeleteResponseItem", items));
}
