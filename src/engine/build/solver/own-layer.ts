import { commitPoint } from "#base/commit-points.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { CacheRecordType } from "#core/build/contract.ts";
import type { StepFacts } from "#core/build/step-facts.ts";
import type { StoredResult } from "#core/build/stored-result.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { newRecordId } from "../cache/record-id.ts";
import type { SolverDependencies } from "./dependencies.ts";
import type { SolverStep, StepResult } from "./step.ts";

export interface NewLayer {
  readonly step: SolverStep;
  readonly below: readonly TreeLayer[];
  readonly type: CacheRecordType;
  readonly facts?: StepFacts | undefined;
}

/** Under which a new layer is known. */
export interface LayerNames {
  readonly identity: Digest;
  readonly keys: readonly Digest[];
  /** Where it rests on the word of an imported cache: of what the others are made. */
  readonly plainKeys?: readonly Digest[];
}

/**
 * Has `write` fill a layer of the step's own and makes it known under its keys, for which it is asked when the layer is whole. A
 * kill leaves the whole layer with its record, or neither.
 */
export async function makeLayer(
  op: Op,
  { steps, cache, now }: SolverDependencies,
  layer: NewLayer,
  write: (id: string) => Promise<() => LayerNames | Promise<LayerNames>>,
): Promise<StepResult> {
  const id = newRecordId();
  await steps.create(op, id, layer.below);
  try {
    const namesOf = await write(id);
    const frozen = await steps.freeze(op, id);
    const { identity, ...names } = await namesOf();
    const { type, facts, step } = layer;
    const at = now();
    const layers: TreeLayer[] = [...layer.below, { of: "step", id }];
    const record: StoredResult = {
      ...{ type, description: step.vertex.meta.name, createdAt: at, lastUsedAt: at, usageCount: 1 },
      ...{ identity, ...names, layers, packed: [] },
      ...(facts === undefined ? {} : { facts }),
    };
    commitPoint("build.step.before-record");
    await cache.add(op, id, { record, frozen });
    commitPoint("build.step.recorded");
    step.onEnd(cache.retain(id));
    return { identity, tree: { at: "layers", layers }, recordId: id };
  } catch (error) {
    if (!cache.has(id)) await steps.discard(op, id);
    throw error;
  }
}

/** A result that the cache has, kept as long as the step is wanted. */
export function cachedResult(
  { cache }: SolverDependencies,
  step: SolverStep,
  found: { readonly id: string; readonly record: StoredResult },
): StepResult {
  step.onEnd(cache.retain(found.id));
  cache.used(found.id);
  step.progress.cached();
  const { identity, layers } = found.record;
  return { identity, tree: { at: "layers", layers }, recordId: found.id };
}
