import { encode } from "#api/encode.ts";
import { parseTimestamp } from "#api/query.ts";
import { EngineError } from "#base/errors.ts";
import { knowsEvent } from "../../compat/system-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function events(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { since, until, filters } = exchange.query("SystemEvents");
  const sinceNs = parseTimestamp(since);
  const untilNs = parseTimestamp(until);
  if (sinceNs !== undefined && untilNs !== undefined && sinceNs > untilNs)
    throw new EngineError("invalid-argument", `\`since\` time (${since}) cannot be after \`until\` time (${until})`);
  const write = exchange.lines();
  const range = { ...(sinceNs === undefined ? {} : { sinceNs }), ...(untilNs === undefined ? {} : { untilNs }) };
  await backends.system.events(exchange.op, { ...range, filters }, (event) => {
    if (knowsEvent(exchange.version, event)) write(encode("EventMessage", event));
  });
  exchange.response.end();
}
