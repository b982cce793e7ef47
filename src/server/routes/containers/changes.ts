import { encodeList } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function containerChanges(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const changes = await backends.containers.changes(exchange.op, exchange.subject);
  if (changes.length === 0) return exchange.answer(200, "null");
  exchange.answerWith(200, encodeList("FilesystemChange", changes));
}
