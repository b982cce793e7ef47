import type { DiskUsage, EventMessage, SystemInfo, SystemVersion } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";

export const usageKinds = ["container", "image", "volume", "build-cache"] as const;

export type UsageKind = (typeof usageKinds)[number];

/** What the system routes need of an engine. */
export interface SystemBackend {
  version(): SystemVersion;
  info(op: Op): Promise<SystemInfo>;
  dataUsage(op: Op, kinds: readonly UsageKind[]): Promise<DiskUsage>;
  /** Gives past and coming events to `sink`, and resolves when `until` has come; without `until` it ends with the op only. */
  events(op: Op, query: EventQuery, sink: (event: EventMessage) => void): Promise<void>;
}

export interface EventQuery {
  /** Nanoseconds since the epoch. */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
  readonly filters: Filters;
}
