import { encode, encodeList } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function imageLog(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const entries = await backends.images.log(exchange.op, exchange.subject);
  exchange.answerWith(200, encodeList("ImageLogEntry", entries));
}

export async function rollbackImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { to } = exchange.query("ImageRollback");
  const answer = await backends.images.rollback(exchange.lasting, exchange.subject, to);
  exchange.answer(200, encode("ImageRollbackResponse", answer));
}
