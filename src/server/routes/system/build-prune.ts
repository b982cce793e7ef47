import { encode } from "#api/encode.ts";
import { parseInteger } from "#api/query.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export function pruneBuildCache(exchange: Exchange, { backends }: RouteTools): void {
  const query = exchange.query("BuildPrune");
  for (const name of ["keep-storage", "reserved-space", "max-used-space", "min-free-space"] as const)
    checkBytes(name, query[name]);
  const { all, filters } = query;
  exchange.answer(200, encode("BuildPruneReport", backends.system.pruneBuildCache({ all, filters })));
}

/** What is to be kept of a cache. @throws invalid-argument in Docker's words */
function checkBytes(name: string, text: string): void {
  if (text === "") return;
  try {
    parseInteger(text, "Atoi");
  } catch (error) {
    const wanted = `${name} is in bytes and expects an integer, got ${text}`;
    throw new EngineError("invalid-argument", `${wanted}: ${messageOf(error)}`, { cause: error });
  }
}
