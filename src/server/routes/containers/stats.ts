import { encode } from "#api/encode.ts";
import { isTrue } from "#api/query.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

/** A stream, unless `stream` says otherwise. */
export async function containerStats(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ContainerStats");
  const stream = query.stream.length === 0 || isTrue(query.stream[0] ?? "");
  const oneShot = query["one-shot"] && !isOlder(exchange.version, "1.41");
  if (stream && oneShot) throw new EngineError("invalid-argument", "cannot have stream=true and one-shot=true");
  const source = backends.containers.stats(exchange.subject, { stream, oneShot });
  if (!stream) {
    await source.pipeTo(exchange.op, (stats) => exchange.answer(200, encode("StatsResponse", stats)));
    return;
  }
  const write = exchange.lines();
  await source.pipeTo(exchange.op, (stats) => write(encode("StatsResponse", stats)));
  exchange.response.end();
}
