import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import { diskUsageFor } from "../../compat/disk-usage.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { type UsageKind, usageKinds } from "./backend.ts";

/** All kinds, unless some are named; before API 1.42 none could be. */
export async function dataUsage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { type } = exchange.query("SystemDataUsage");
  const named = type.length > 0 && !isOlder(exchange.version, "1.42");
  const kinds = named ? type.map(kindOf) : usageKinds;
  exchange.answer(200, diskUsageFor(exchange.version, await backends.system.dataUsage(exchange.op, kinds)));
}

function kindOf(text: string): UsageKind {
  const kind = usageKinds.find((known) => known === text);
  if (kind === undefined) throw new EngineError("invalid-argument", `unknown object type: ${text}`);
  return kind;
}
