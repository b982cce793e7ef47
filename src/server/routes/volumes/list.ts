import { encode } from "#api/encode.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Filters } from "#formats/filters.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listVolumes(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const volumes = await backends.volumes.list(exchange.op, filtersOf(exchange));
  exchange.answer(200, encode("VolumeListResponse", volumes));
}

/** @throws invalid-argument in the words that Docker has for volumes alone */
function filtersOf(exchange: Exchange): Filters {
  try {
    return exchange.query("VolumeList").filters;
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new EngineError(error.kind, `error reading volume filters: ${error.message}`, { cause: error });
  }
}
