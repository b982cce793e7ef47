import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Input } from "#core/build/graph.ts";
import { inputsOf } from "#core/build/step-inputs.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { type Found, type SolverStep, type StepKind, type StepResult, scratchResult } from "./step.ts";
import { actualInputs, foreseenInputs, type KeyedInput, keyByDefinition, trustOf } from "./step-keys.ts";

/** Trees laid over each other: nothing is written, and so nothing kept. */
export class MergedSteps implements StepKind {
  async find(op: Op, step: SolverStep): Promise<Found> {
    const inputs = await foreseenInputs(op, step);
    const [identity, trust] = [keyByDefinition(step, inputs), trustOf(inputs)];
    const known = await Promise.all([...step.inputs.values()].map((input) => input.find(op)));
    const isKnown = known.every(({ result, pending }) => (result ?? pending) !== undefined);
    if (identity === undefined || !isKnown) return { identity, trust };
    const result = merge(step, inputs, (input) => step.stepOf(input)?.known);
    step.progress.cached();
    if (known.every((input) => input.result !== undefined)) return { identity: result.identity, trust, result };
    return { identity: result.identity, trust, pending: { result, bring: (bringing) => this.#make(bringing, step) } };
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    step.progress.started();
    const result = await this.#make(op, step);
    step.progress.completed();
    return result;
  }

  async #make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    return merge(step, await actualInputs(op, step), (input) => step.stepOf(input)?.known);
  }
}

/** @param resultOf what an input is; undefined: the empty tree */
function merge(
  step: SolverStep,
  inputs: readonly KeyedInput[],
  resultOf: (input: Input) => StepResult | undefined,
): StepResult {
  const layers: TreeLayer[] = [];
  for (const { input } of inputsOf(step.vertex.operation)) {
    const { tree } = resultOf(input) ?? scratchResult;
    if (tree.at === "folder") throw new TypeError("a tree that is merged is no layer");
    layers.push(...tree.layers);
  }
  const identity = keyByDefinition(step, inputs);
  return { identity, trust: trustOf(inputs), tree: { at: "layers", layers } };
}
