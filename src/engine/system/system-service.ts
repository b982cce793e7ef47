import type { DiskUsage, EventMessage, SystemInfo, SystemVersion } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";
import { passesFilters } from "../events/event-filter.ts";
import type { EventPeriod } from "../events/event-log.ts";
import { eventMessage } from "../events/event-message.ts";
import { DataUsage, type UsageKind } from "./data-usage.ts";
import type { SystemFacts } from "./system-facts.ts";
import { systemInfo } from "./system-info.ts";
import { systemVersion } from "./system-version.ts";

/** What can be asked about the engine as a whole. */
export interface SystemService {
  version(): SystemVersion;
  info(op: Op): Promise<SystemInfo>;
  /** What takes room on the disk. Calls at one time share one measurement. */
  dataUsage(op: Op, kinds: readonly UsageKind[]): Promise<DiskUsage>;
  /**
   * Gives the events of a period that pass the filters. `sink` must not wait: it drops a client that does not read.
   * @throws canceled when the op ends first
   */
  events(
    op: Op,
    query: EventPeriod & { readonly filters: Filters },
    sink: (event: EventMessage) => void,
  ): Promise<void>;
}

export function openSystem(facts: SystemFacts): SystemService {
  const usage = new DataUsage(facts);
  return {
    version: () => systemVersion(facts),
    dataUsage: (op, kinds) => usage.measure(op, kinds),
    info: (op) => systemInfo(op, facts),
    events: (op, query, sink) =>
      facts.events.follow(op, query, (event) => {
        if (passesFilters(event, query.filters)) sink(eventMessage(event));
      }),
  };
}
