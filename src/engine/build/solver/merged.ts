import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import { inputsOf } from "#core/build/step-inputs.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { type Found, type SolverStep, type StepKind, type StepResult, scratchResult } from "./step.ts";
import { actualInputs, foreseenInputs, keyByDefinition, trustOf } from "./step-keys.ts";

/** Trees laid over each other: nothing is written, and so nothing kept. */
export class MergedSteps implements StepKind {
  async find(op: Op, step: SolverStep): Promise<Found> {
    const inputs = await foreseenInputs(op, step);
    const [identity, trust] = [keyByDefinition(step, inputs), trustOf(inputs)];
    const known = await Promise.all([...step.inputs.values()].map((input) => input.find(op)));
    if (identity === undefined || known.some((input) => input.result === undefined)) return { identity, trust };
    const result = await this.#merge(op, step);
    step.progress.cached();
    return { identity: result.identity, trust, result };
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    step.progress.started();
    const result = await this.#merge(op, step);
    step.progress.completed();
    return result;
  }

  async #merge(op: Op, step: SolverStep): Promise<StepResult> {
    const inputs = await actualInputs(op, step);
    const identity = keyByDefinition(step, inputs);
    const layers: TreeLayer[] = [];
    for (const { input } of inputsOf(step.vertex.operation)) {
      const { tree } = (await step.stepOf(input)?.result(op)) ?? scratchResult;
      if (tree.at === "folder") throw new TypeError("a tree that is merged is no layer");
      layers.push(...tree.layers);
    }
    return { identity, trust: trustOf(inputs), tree: { at: "layers", layers: lastOfEach(layers) } };
  }
}

/** An overlay takes each tree once: where it is given twice, the upper one counts. */
function lastOfEach(layers: readonly TreeLayer[]): TreeLayer[] {
  const byName = new Map<string, TreeLayer>();
  for (const layer of layers) {
    const name = layer.of === "step" ? layer.id : layer.chainId;
    byName.delete(name);
    byName.set(name, layer);
  }
  return [...byName.values()];
}
