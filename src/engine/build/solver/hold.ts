import type { ImportedCaches } from "#core/build/cache/imports.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import type { BuildSession } from "#core/build/session.ts";

/** What a build is to the steps that it wants. */
export interface Hold {
  readonly session: BuildSession;
  readonly progress: BuildProgress;
  /** Caches of others, which this build believes. */
  readonly imports?: ImportedCaches | undefined;
  /** Tell of each step that was not cached why. */
  readonly why: boolean;
}
