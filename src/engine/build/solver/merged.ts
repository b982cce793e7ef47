import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Input } from "#core/build/graph.ts";
import { inputsOf } from "#core/build/step-inputs.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { type Found, type SolverStep, type StepKind, type StepResult, scratchResult } from "./step.ts";
import { actualInputs, foreseenInputs, type KeyedInput, keyByDefinition, trustOf } from "./step-keys.ts";
import { readable } from "./tree-access.ts";

/**
 * Trees laid over each other: nothing is written, and so nothing kept. A merge that knows what to do otherwise looks at the trees
 * first: until they are here it has no identity, and what reads it is looked up once it has one.
 */
export class MergedSteps implements StepKind {
  readonly #deps: SolverDependencies;

  constructor(deps: SolverDependencies) {
    this.#deps = deps;
  }

  async find(op: Op, step: SolverStep): Promise<Found> {
    const inputs = await foreseenInputs(op, step);
    const trust = trustOf(inputs);
    const known = await Promise.all([...step.inputs.values()].map((input) => input.find(op)));
    const isHere = known.every(({ result }) => result !== undefined);
    if (step.otherwise !== undefined) {
      if (!isHere) return { identity: undefined, trust };
      if (!(await this.#fits(op, step))) return await foundOtherwise(op, step.otherwise);
    }
    const identity = keyByDefinition(step, inputs);
    const isKnown = known.every(({ result, pending }) => (result ?? pending) !== undefined);
    if (identity === undefined || !isKnown) return { identity, trust };
    const result = merge(step, inputs);
    step.progress.cached();
    if (isHere) return { identity: result.identity, trust, result };
    return { identity: result.identity, trust, pending: { result, bring: (bringing) => this.#make(bringing, step) } };
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    const { otherwise } = step;
    if (otherwise !== undefined && !(await this.#fits(op, step))) return await makeOtherwise(op, step, otherwise);
    step.progress.started();
    const result = await this.#make(op, step);
    step.progress.completed();
    return result;
  }

  async #make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    return merge(step, await actualInputs(op, step));
  }

  /** Whether the trees, which are here, show laid over each other what copying the upper one's files would. */
  async #fits(op: Op, step: SolverStep): Promise<boolean> {
    const [below, above] = treesOf(step).map((layers) => readable(this.#deps, { at: "layers", layers }));
    if (below === undefined || above === undefined) throw new TypeError("a merge of less than two trees is no copy");
    return await this.#deps.runners.files.laysAsCopied(op, { below, above });
  }
}

async function foundOtherwise(op: Op, otherwise: SolverStep): Promise<Found> {
  const found = await otherwise.find(op);
  if (found.pending === undefined) return found;
  return { ...found, pending: { ...found.pending, bring: (bringing) => otherwise.here(bringing) } };
}

/** To who looks on it is the step that made the upper tree. */
async function makeOtherwise(op: Op, step: SolverStep, otherwise: SolverStep): Promise<StepResult> {
  const above = [...step.inputs.values()].at(-1);
  if (above !== undefined) otherwise.progress.tellBy(above.progress);
  return await otherwise.result(op);
}

function merge(step: SolverStep, inputs: readonly KeyedInput[]): StepResult {
  const identity = keyByDefinition(step, inputs);
  return { identity, trust: trustOf(inputs), tree: { at: "layers", layers: treesOf(step).flat() } };
}

/** The layers of each input, of which it is known what they are. */
function treesOf(step: SolverStep): Array<readonly TreeLayer[]> {
  return inputsOf(step.vertex.operation).map(({ input }) => layersOf(step, input));
}

function layersOf(step: SolverStep, input: Input): readonly TreeLayer[] {
  const { tree } = step.stepOf(input)?.known ?? scratchResult;
  if (tree.at === "folder") throw new TypeError("a tree that is merged is no layer");
  return tree.layers;
}
