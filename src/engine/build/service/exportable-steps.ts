import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ExportableStep } from "#core/build/exporter.ts";
import type { ResultCache } from "../cache/result-cache.ts";
import type { SolverStep, StepResult } from "../solver/step.ts";

export interface StepsQuestion {
  /** What of the steps is elsewhere is brought: for who wants all layers of them. */
  readonly all: boolean;
}

/** The steps that a result was made of, as far as they had to be found or made, for cache exports. */
export async function exportableSteps(
  op: Op,
  cache: ResultCache,
  top: SolverStep,
  { all }: StepsQuestion,
): Promise<ExportableStep[]> {
  const steps = new Map<SolverStep, ExportableStep | undefined>();
  await visit(op, { cache, steps, all }, top);
  return [...steps.values()].filter((step) => step !== undefined);
}

interface Visit extends StepsQuestion {
  readonly cache: ResultCache;
  readonly steps: Map<SolverStep, ExportableStep | undefined>;
}

async function visit(op: Op, seen: Visit, step: SolverStep): Promise<void> {
  if (seen.steps.has(step) || step.known === undefined) return;
  seen.steps.set(step, undefined);
  const result = seen.all ? await step.here(op) : step.known;
  for (const needed of step.needed) await visit(op, seen, needed);
  seen.steps.delete(step);
  seen.steps.set(
    step,
    result === undefined || step.isReplaced ? undefined : await describe(op, seen.cache, { step, result }),
  );
}

interface KnownStep {
  readonly step: SolverStep;
  readonly result: StepResult;
}

async function describe(op: Op, cache: ResultCache, { step, result }: KnownStep): Promise<ExportableStep | undefined> {
  const { tree, identity, recordId, keys, createdAt = 0 } = result;
  if (tree.at === "folder") return undefined;
  const inputs = await Promise.all([...step.inputs.values()].map(async (input) => (await input.find(op)).identity));
  const record = recordId === undefined ? undefined : cache.get(recordId)?.record;
  const { kind } = step.vertex.operation;
  return {
    // What caches are asked for are programs and copies: sources are looked up where they are.
    keys: kind === "run" || kind === "file" ? (keys ?? record?.keys ?? []) : [],
    identity,
    inputs: inputs.filter((input): input is Digest => input !== undefined),
    tree: { layers: tree.layers },
    createdAt: record?.createdAt ?? createdAt,
    description: step.vertex.meta.name,
  };
}
