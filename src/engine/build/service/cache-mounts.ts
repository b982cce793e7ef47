import type { CacheMount } from "#core/build/run-operation.ts";
import type { SolverStep } from "../solver/step.ts";

/** The cache mounts of all programs that a result is made of, whether they had to run or not. */
export function cacheMountsOf(top: SolverStep): CacheMount[] {
  const seen = new Set<SolverStep>();
  const visit = (step: SolverStep): CacheMount[] => {
    if (seen.has(step)) return [];
    seen.add(step);
    const { operation } = step.vertex;
    const own = operation.kind === "run" ? operation.mounts.filter((mount) => mount.type === "cache") : [];
    return [...[...step.inputs.values()].flatMap(visit), ...own];
  };
  return visit(top);
}
