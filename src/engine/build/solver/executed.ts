import { allOrNone } from "#base/all-or-none.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { CopyAction, FileOperation } from "#core/build/file-operation.ts";
import { uniqueKey } from "#core/build/keys.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { StepContext } from "#core/build/runners.ts";
import { selectionOf } from "#core/build/selection.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { platformText } from "#formats/oci/platform.ts";
import { newRecordId } from "../cache/record-id.ts";
import { factsOf } from "../why/facts-of.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { importedResult, keyOnTrust, type TrustedKey } from "./imported.ts";
import { cachedResult, type LayerNames, makeLayer } from "./own-layer.ts";
import type { Found, SolverStep, StepKind, StepResult, Trust } from "./step.ts";
import {
  actualInputs,
  describeInputs,
  foreseenInputs,
  type KeyedInput,
  keyByContent,
  keyByDefinition,
  trustOf,
} from "./step-keys.ts";
import { treesOf } from "./tree-access.ts";

type Executed = RunOperation | FileOperation;

/** Steps that a runner carries out: programs and copies. */
export class ExecutedSteps implements StepKind {
  readonly #deps: SolverDependencies;

  constructor(deps: SolverDependencies) {
    this.#deps = deps;
  }

  /** What is to run again can be anything until it has: nothing that reads it is found before. */
  async find(op: Op, step: SolverStep): Promise<Found> {
    if (step.vertex.meta.ignoreCache === true) return { identity: undefined };
    const inputs = await foreseenInputs(op, step);
    const [key, trust] = [keyByDefinition(step, inputs), trustOf(inputs)];
    if (key === undefined) return { identity: key, trust };
    const result = this.#lookUp(step, { key, trust });
    if (result !== undefined) return { identity: result.identity, trust: result.trust ?? trust, result };
    const pending = await importedResult(op, this.#deps, step, key);
    if (pending === undefined) return { identity: key, trust };
    return { identity: pending.result.identity, trust: pending.result.trust, pending };
  }

  #lookUp(step: SolverStep, { key, trust }: TrustedKey): StepResult | undefined {
    const found = this.#deps.cache.find(keyOnTrust(key, trust));
    if (found === undefined) return undefined;
    this.#deps.places.found(step.vertex.meta.place, found.record.facts);
    const result = cachedResult(this.#deps, step, found);
    return trust === undefined ? result : { ...result, trust, keys: found.record.plainKeys ?? [key] };
  }

  /** Here, or of an imported cache. */
  async #lookUpAll(op: Op, step: SolverStep, trusted: TrustedKey): Promise<StepResult | undefined> {
    if (step.vertex.meta.ignoreCache === true) return undefined;
    const own = this.#lookUp(step, trusted);
    if (own !== undefined) return own;
    for (;;) {
      const pending = await importedResult(op, this.#deps, step, trusted.key);
      const result = await pending?.bring(op);
      if (pending === undefined || result !== undefined) return result;
    }
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    await allOrNone(op, [...step.inputs.values()], (shared, input) => input.result(shared));
    const inputs = await actualInputs(op, step);
    const trust = trustOf(inputs);
    const definition = keyByDefinition(step, inputs);
    const known = definition === undefined ? undefined : await this.#lookUpAll(op, step, { key: definition, trust });
    if (known !== undefined) return known;
    const described = await describeInputs(op, this.#deps, step, inputs);
    const content = keyByContent(step, described);
    const same = await this.#lookUpAll(op, step, { key: content, trust });
    if (same === undefined) return await this.#run(op, { step, described, definition, content, trust });
    if (same.recordId !== undefined && definition !== undefined)
      this.#deps.cache.addKey(same.recordId, keyOnTrust(definition, trust));
    return same;
  }

  async #run(op: Op, plan: Plan): Promise<StepResult> {
    return await this.#deps.slots.run(op, async () => {
      const { step, described, definition, content, trust } = plan;
      const { places } = this.#deps;
      const facts = factsOf(step.vertex, described);
      const why = step.wantsWhy ? await places.why(op, step.vertex, { facts, inputs: described }) : undefined;
      step.progress.started(why);
      const operation = step.vertex.operation as Executed;
      const below = await layersBelow(op, step, operation);
      const layer = { step, below, type: "regular", facts } as const;
      const result = await makeLayer(op, this.#deps, layer, async (id) => {
        const { asDescribed } = await this.#carryOut(op, { step, operation, id, described });
        return async () => this.#names(step, (await asDescribed) ? { definition, content, trust } : undefined);
      });
      places.found(step.vertex.meta.place, facts);
      step.progress.completed();
      return trust === undefined
        ? result
        : { ...result, trust, keys: [definition, content].filter((key) => key !== undefined) };
    });
  }

  /**
   * What runs again though it is cached is another thing than what it was before: nothing made of that is made of this. What
   * is not what its keys say has none.
   */
  #names(step: SolverStep, keys: Keys | undefined): LayerNames {
    if (keys === undefined) return { identity: uniqueKey(step.digest, newRecordId()), keys: [] };
    const { definition, content, trust } = keys;
    const key = definition ?? content;
    const isAnother =
      step.vertex.meta.ignoreCache === true || this.#deps.cache.find(keyOnTrust(key, trust)) !== undefined;
    const plainKeys = [definition ?? [], content].flat();
    return {
      identity: isAnother ? uniqueKey(key, newRecordId()) : key,
      keys: plainKeys.map((own) => keyOnTrust(own, trust)),
      ...(trust === undefined ? {} : { plainKeys }),
    };
  }

  /** @returns, later, whether what was read was what its keys are made of */
  async #carryOut(
    op: Op,
    { step, operation, id, described }: Job,
  ): Promise<{ readonly asDescribed: boolean | Promise<boolean> }> {
    const { runners } = this.#deps;
    const { imports } = step;
    const { platform } = step.vertex.meta;
    const context: StepContext = {
      vertex: step.progress.digest,
      trees: await treesOf(op, this.#deps, { step, id }),
      session: step.session,
      platform: platform === undefined ? "" : platformText(platform),
      output: step.progress.output,
      task: step.progress.task,
      ...(imports === undefined
        ? {}
        : { withMount: (asking, key, use) => imports.withMount(asking, key, { platform }, use) }),
    };
    if (operation.kind === "file") {
      const said = copiesDescribed(operation, described);
      return await runners.files.apply(op, operation, context, said);
    }
    await runners.run.run(op, operation, context);
    return { asDescribed: true };
  }
}

interface Keys {
  readonly definition: Digest | undefined;
  readonly content: Digest;
  readonly trust: Trust;
}
interface Plan extends Keys {
  readonly step: SolverStep;
  readonly described: readonly KeyedInput[];
}

interface Job {
  readonly step: SolverStep;
  readonly operation: Executed;
  readonly id: string;
  readonly described: readonly KeyedInput[];
}

/** What each copy was said to read. */
function copiesDescribed(
  { actions }: FileOperation,
  described: readonly KeyedInput[],
): ReadonlyMap<CopyAction, Digest> {
  const said = new Map<CopyAction, Digest>();
  for (const action of actions) {
    if (action.action !== "copy") continue;
    const selection = JSON.stringify(selectionOf(action));
    const same = ({ input }: KeyedInput): boolean =>
      input.input === action.from && JSON.stringify(input.reads) === selection;
    const digest = described.find(same)?.facts?.digest;
    if (digest !== undefined) said.set(action, digest);
  }
  return said;
}

async function layersBelow(op: Op, step: SolverStep, operation: Executed): Promise<readonly TreeLayer[]> {
  const root = await step.stepOf(operation.root)?.result(op);
  if (root === undefined) return [];
  if (root.tree.at === "folder") throw new TypeError("a step lies on files that are no layer");
  return root.tree.layers;
}
