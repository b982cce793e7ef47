import { encode } from "#api/encode.ts";
import { parseInteger } from "#api/query.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function pruneBuildCache(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("BuildPrune");
  const keepStorage = bytesOf("keep-storage", query["keep-storage"]);
  const reservedSpace = bytesOf("reserved-space", query["reserved-space"]);
  const report = await backends.builds.pruneCache(exchange.op, {
    all: query.all,
    filters: query.filters,
    reservedSpace: reservedSpace === 0 ? keepStorage : reservedSpace,
    maxUsedSpace: bytesOf("max-used-space", query["max-used-space"]),
    minFreeSpace: bytesOf("min-free-space", query["min-free-space"]),
  });
  exchange.answer(200, encode("BuildPruneReport", report));
}

/** What is to be kept of a cache. @throws invalid-argument in Docker's words */
function bytesOf(name: string, text: string): number {
  if (text === "") return 0;
  try {
    return Number(parseInteger(text, "Atoi"));
  } catch (error) {
    const wanted = `${name} is in bytes and expects an integer, got ${text}`;
    throw new EngineError("invalid-argument", `${wanted}: ${messageOf(error)}`, { cause: error });
  }
}
