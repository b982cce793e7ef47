import { readJson } from "#api/read-json.ts";
import type { EventMessage } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { readLines } from "./body.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface EventsOptions {
  /** A time in seconds since 1970; empty: from now. */
  readonly since?: string;
  /** Empty: for ever. */
  readonly until?: string;
  readonly filters?: FilterQuery;
}

/** An event, and the engine's own JSON of it, whose nanoseconds have all their digits. */
export interface ReceivedEvent {
  readonly event: EventMessage;
  readonly json: string;
}

/** What happens, as it happens. */
export async function* systemEvents(
  op: Op,
  client: Client,
  options: EventsOptions = {},
): AsyncGenerator<ReceivedEvent, void, undefined> {
  const query = {
    since: options.since || undefined,
    until: options.until || undefined,
    filters: filterText(options.filters),
  };
  const response = await client.call(op, "GET", "/events", { query });
  for await (const json of readLines(response.body)) yield { event: readJson<EventMessage>(json), json };
}
