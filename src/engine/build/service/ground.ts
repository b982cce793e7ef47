import type { CacheSources } from "#core/build/cache/imports.ts";
import type { BuildExporter, ExportTrees } from "#core/build/exporter.ts";
import type { Frontend } from "#core/build/frontend.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { SolverDependencies } from "../solver/dependencies.ts";
import type { Solver } from "../solver/solver.ts";
import type { SolvedSteps } from "./planned-steps.ts";
import type { Results } from "./results.ts";

/** What all builds share. */
export interface BuildGround {
  readonly deps: SolverDependencies;
  readonly solver: Solver;
  readonly results: Results;
  readonly solvedSteps: SolvedSteps;
  readonly frontend: Frontend;
  readonly exporter: BuildExporter;
  readonly cacheSources: CacheSources;
  readonly trees: ExportTrees;
  readonly hostPlatform: Platform;
  readonly devices: DescribedDevices;
  /** What the daemon lets builds be granted. */
  allowedEntitlements(): ReadonlySet<string>;
}
