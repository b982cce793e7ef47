import type { EventMessage } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { readJsonLines } from "./body.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface EventsOptions {
  /** A time in seconds since 1970; empty: from now. */
  readonly since?: string;
  /** Empty: for ever. */
  readonly until?: string;
  readonly filters?: FilterQuery;
}

/** What happens, as it happens. */
export async function* systemEvents(
  op: Op,
  client: Client,
  options: EventsOptions = {},
): AsyncGenerator<EventMessage, void, undefined> {
  const query = {
    since: options.since || undefined,
    until: options.until || undefined,
    filters: filterText(options.filters),
  };
  const response = await client.call(op, "GET", "/events", { query });
  yield* readJsonLines<EventMessage>(response.body);
}
