import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { CacheKeyError } from "#core/build/errors.ts";
import { scratch } from "#core/build/graph.ts";
import { contentKey, definitionKey, scratchIdentity } from "#core/build/keys.ts";
import type { TreeFacts, TreeSelection } from "#core/build/runners.ts";
import { inputsOf, type StepInput } from "#core/build/step-inputs.ts";
import { newRecordId } from "../cache/record-id.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { type SolverStep, type StepResult, scratchResult, type Trust } from "./step.ts";
import { readable } from "./tree-access.ts";

/** An input as the keys of its step see it. */
export interface KeyedInput {
  readonly input: StepInput;
  readonly identity: Digest | undefined;
  readonly trust: Trust;
  /** What is read of it, once it has been looked at. */
  readonly facts?: TreeFacts;
}

/** The inputs before anything was run for them: as what they will be, if they are what their words say. */
export async function foreseenInputs(op: Op, step: SolverStep): Promise<KeyedInput[]> {
  return await Promise.all(
    inputsOf(step.vertex.operation).map(async (input) => {
      const below = step.stepOf(input.input);
      return keyedInput(input, below === undefined ? scratchResult : await below.find(op));
    }),
  );
}

/** The inputs as they are; all have their results. */
export async function actualInputs(op: Op, step: SolverStep): Promise<KeyedInput[]> {
  return await Promise.all(
    inputsOf(step.vertex.operation).map(async (input) => {
      const below = step.stepOf(input.input);
      return keyedInput(input, below === undefined ? scratchResult : await below.result(op));
    }),
  );
}

function keyedInput(input: StepInput, { identity, trust }: Pick<StepResult, "identity" | "trust">): KeyedInput {
  return { input, identity, trust };
}

/** Whose word all inputs together rest on. */
export function trustOf(inputs: readonly KeyedInput[]): Trust {
  const sources = new Set(inputs.flatMap(({ trust }) => trust ?? []));
  const [first] = sources;
  return sources.size > 1 ? digestOf([...sources].sort().join(" ")) : first;
}

/** The key by what the inputs are; undefined where only files say that of one. */
export function keyByDefinition(step: SolverStep, inputs: readonly KeyedInput[]): Digest | undefined {
  const identities = inputs.map(({ identity }) => identity);
  return identities.every((identity) => identity !== undefined) ? definitionKey(step.vertex, identities) : undefined;
}

/** The same inputs with what is read of them. */
export async function describeInputs(
  op: Op,
  deps: SolverDependencies,
  step: SolverStep,
  inputs: readonly KeyedInput[],
): Promise<KeyedInput[]> {
  return await Promise.all(
    inputs.map(async (keyed) => {
      const { input, identity } = keyed;
      if (input.reads === "below") {
        if (identity === undefined) throw new TypeError("a step lies on files that are no layer");
        return keyed;
      }
      if (input.input === scratch) return keyed;
      return { ...keyed, facts: await describe(op, deps, { step, input, selection: input.reads }) };
    }),
  );
}

async function describe(
  op: Op,
  deps: SolverDependencies,
  {
    step,
    input,
    selection,
  }: { readonly step: SolverStep; readonly input: StepInput; readonly selection: TreeSelection },
): Promise<TreeFacts> {
  const below = step.stepOf(input.input);
  const { tree, recordId = newRecordId() } = (await below?.result(op)) ?? scratchResult;
  try {
    return await deps.runners.files.describe(op, readable(deps, tree), selection);
  } catch (error) {
    if (!isEngineError(error) || op.signal.aborted) throw error;
    throw notDescribed(error, { step, input, reference: `${deps.workerId}::${recordId}` });
  }
}

interface NotDescribed {
  readonly step: SolverStep;
  readonly input: StepInput;
  readonly reference: string;
}

/** BuildKit takes no digest of what it copies from a tree into the same tree: there it fails when it copies. */
function notDescribed(error: EngineError, { step, input, reference }: NotDescribed): EngineError {
  const { operation } = step.vertex;
  const [, path] = /^("(?:[^"\\]|\\.)*"): not found$/.exec(error.message) ?? [];
  const isOwnTree = operation.kind === "file" && step.stepOf(operation.root) === step.stepOf(input.input);
  if (isOwnTree && path !== undefined)
    return new EngineError("not-found", `lstat ${JSON.parse(path)}: no such file or directory`, { cause: error });
  const text = `failed to calculate checksum of ref ${reference}: ${error.message}`;
  return new CacheKeyError(new EngineError(error.kind, text, { cause: error }));
}

/** The key by what is read of described inputs. */
export function keyByContent(step: SolverStep, inputs: readonly KeyedInput[]): Digest {
  return contentKey(
    step.vertex,
    inputs.map(({ identity, facts }) => facts?.digest ?? identity ?? scratchIdentity),
  );
}
