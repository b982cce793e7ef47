import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { uniqueKey } from "#core/build/keys.ts";
import type { SolverDependencies } from "./dependencies.ts";
import type { PendingResult, SolverStep, StepResult, Trust } from "./step.ts";

export interface TrustedKey {
  readonly key: Digest;
  readonly trust: Trust;
}

/**
 * The key under which the cache has what was made on the word of an imported cache: those who name the same one find it, and nobody
 * else, so that a cache that lies deceives only who believes it.
 */
export function keyOnTrust(key: Digest, trust: Trust): Digest {
  return trust === undefined ? key : uniqueKey(key, trust);
}

/** What a cache that the build names has under a key; nothing is recorded of it, and nothing brought before it is wanted. */
export async function importedResult(
  op: Op,
  { cache }: Pick<SolverDependencies, "cache">,
  step: SolverStep,
  key: Digest,
): Promise<PendingResult | undefined> {
  const { platform } = step.vertex.meta;
  const found = await step.imports?.find(op, key, { platform, task: step.progress.task });
  if (found === undefined) return undefined;
  step.progress.cached();
  const { identity, createdAt, keys, layers } = found.step;
  const result: StepResult = { identity, trust: found.source, keys, createdAt, tree: { at: "layers", layers } };
  return {
    result,
    async bring(bringing) {
      step.onEnd(cache.retainLayers(layers));
      return (await found.bring(bringing)) ? result : undefined;
    },
  };
}
