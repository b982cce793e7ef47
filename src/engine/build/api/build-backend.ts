import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { BuildService } from "#core/build/contract.ts";
import type { EventSink } from "#core/events/contract.ts";
import { type BuildPruneQuery, pruneReport } from "./prune-report.ts";

/** The builder as Docker's API asks it. */
export interface BuildBackend {
  pruneCache(op: Op, query: BuildPruneQuery): Promise<BuildPruneReport>;
  cancel(id: string): void;
}

export function buildBackend(builds: BuildService, events: EventSink): BuildBackend {
  return {
    pruneCache: (op, query) => pruneReport(op, { builds, events }, query),
    cancel: (id) => builds.cancel(id),
  };
}
