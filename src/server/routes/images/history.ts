import { encodeList } from "#api/encode.ts";
import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { platformParameter } from "./platform-parameter.ts";

export async function imageHistory(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const asked = isOlder(exchange.version, "1.48") ? "" : exchange.query("ImageHistory").platform;
  const platform = asked === "" ? undefined : platformParameter(asked);
  const items = await backends.images.history(exchange.op, exchange.subject, platform);
  exchange.answerWith(200, encodeList("ImageHistoryItem", items));
}
