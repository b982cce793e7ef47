import type { Log, Op } from "#base/op.ts";
import type { Slots } from "#base/slots.ts";
import type { BaseImages } from "#core/build/base-images.ts";
import type { Fd, StepRunners } from "#core/build/runners.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import type { StepSnapshots } from "#core/snapshot/steps.ts";
import type { ResultCache } from "../cache/result-cache.ts";
import type { Places } from "../why/places.ts";

/** What the solver is made of; `daemon` wires it. */
export interface SolverDependencies {
  readonly cache: ResultCache;
  readonly steps: StepSnapshots;
  readonly mounts: { mountOverlay(op: Op, overlay: OverlaySpec): Promise<Fd> };
  readonly runners: StepRunners;
  readonly images: BaseImages;
  readonly places: Places;
  /** How many steps run at one time. */
  readonly slots: Slots;
  readonly log: Log;
  /** The engine's id, by which errors call trees as BuildKit's do. */
  readonly workerId: string;
  now(): number;
}
