import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ExportableStep } from "#core/build/exporter.ts";
import type { ResultCache } from "../cache/result-cache.ts";
import type { SolverStep } from "../solver/step.ts";

/** The steps that a result was made of, as far as they had to be found or made, for cache exports. */
export async function exportableSteps(op: Op, cache: ResultCache, top: SolverStep): Promise<ExportableStep[]> {
  const steps = new Map<SolverStep, ExportableStep | undefined>();
  await visit(op, { cache, steps }, top);
  return [...steps.values()].filter((step) => step !== undefined);
}

interface Visit {
  readonly cache: ResultCache;
  readonly steps: Map<SolverStep, ExportableStep | undefined>;
}

async function visit(op: Op, seen: Visit, step: SolverStep): Promise<void> {
  if (seen.steps.has(step) || !step.isDone) return;
  const inputs = [...step.inputs.values()];
  for (const input of inputs) await visit(op, seen, input);
  seen.steps.set(step, await describe(op, seen.cache, step));
}

async function describe(op: Op, cache: ResultCache, step: SolverStep): Promise<ExportableStep | undefined> {
  const { tree, identity, recordId, keys, createdAt = 0 } = await step.result(op);
  if (tree.at === "folder") return undefined;
  const inputs = await Promise.all([...step.inputs.values()].map(async (input) => (await input.find(op)).identity));
  const record = recordId === undefined ? undefined : cache.get(recordId)?.record;
  return {
    keys: keys ?? record?.keys ?? (identity === undefined ? [] : [identity]),
    identity,
    inputs: inputs.filter((input): input is Digest => input !== undefined),
    tree: { layers: tree.layers },
    createdAt: record?.createdAt ?? createdAt,
    description: step.vertex.meta.name,
  };
}
