import { encodeList } from "#api/encode.ts";
import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { platformParameter } from "./platform-parameter.ts";

export async function removeImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { force, noprune: noPrune, platforms } = exchange.query("ImageDelete");
  const asked = isOlder(exchange.version, "1.50") ? [] : platforms;
  const options = { force, noPrune, platforms: asked.map(platformParameter) };
  const items = await backends.images.remove(exchange.lasting, exchange.subject, options);
  exchange.answerWith(200, encodeList("ImageDeleteResponseItem", items));
}
