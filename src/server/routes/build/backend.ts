import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";

/** What the build routes need of an engine. */
export interface BuildBackend {
  /** Removes cache records that no build uses. @throws invalid-argument for filters */
  pruneCache(op: Op, options: BuildPruneQuery): Promise<BuildPruneReport>;
  /** Ends a build. No error where there is none of the id. */
  cancel(id: string): void;
}

export interface BuildPruneQuery {
  /** Also what only the builder itself needs, and what is part of images. */
  readonly all: boolean;
  readonly filters: Filters;
  /** Bytes; 0: no limit. */
  readonly reservedSpace: number;
  readonly maxUsedSpace: number;
  readonly minFreeSpace: number;
}
