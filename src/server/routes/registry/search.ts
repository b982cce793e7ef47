import { encodeList } from "#api/encode.ts";
import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import { clientAccess } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";

export async function searchImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { term, limit, filters } = exchange.query("ImageSearch");
  const access = clientAccess(exchange.request);
  const found = await backends.registry.search(exchange.op, { term, limit: limitOf(limit), filters, access });
  exchange.answerWith(200, encodeList("SearchResult", found));
}

function limitOf(text: string): number {
  if (text === "") return 0;
  const wrong = (why: string): EngineError =>
    new EngineError(
      "invalid-argument",
      `invalid limit specified: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`,
    );
  if (!/^[+-]?\d+$/.test(text)) throw wrong("invalid syntax");
  const limit = Number(text);
  if (!Number.isSafeInteger(limit)) throw wrong("value out of range");
  return limit;
}
