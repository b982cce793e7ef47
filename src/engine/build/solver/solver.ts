import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { ImportedCaches } from "#core/build/cache/imports.ts";
import { type CopyAction, type FileOperation, plainCopyRules } from "#core/build/file-operation.ts";
import { type Input, type Operation, scratch, type Vertex } from "#core/build/graph.ts";
import { vertexDigest } from "#core/build/keys.ts";
import type { BuildSession } from "#core/build/session.ts";
import { inputsOf } from "#core/build/step-inputs.ts";
import { newRecordId } from "../cache/record-id.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { ExecutedSteps } from "./executed.ts";
import type { Hold } from "./hold.ts";
import { MergedSteps } from "./merged.ts";
import { BroughtSources, ImageSources } from "./sources.ts";
import { SolverStep, type StepKind } from "./step.ts";

/** The steps that builds want now. Equal ones are one step, whichever build they are of. */
export class Solver {
  readonly #deps: SolverDependencies;
  readonly #steps = new Map<Digest, SolverStep>();
  readonly #names = new WeakMap<BuildSession | ImportedCaches, string>();
  readonly #executed: ExecutedSteps;
  readonly #merged: MergedSteps;
  readonly #images: ImageSources;
  readonly brought: BroughtSources;

  constructor(deps: SolverDependencies) {
    this.#deps = deps;
    this.#executed = new ExecutedSteps(deps);
    this.#merged = new MergedSteps(deps);
    this.#images = new ImageSources(deps);
    this.brought = new BroughtSources(deps);
  }

  /** How many steps are wanted. */
  get size(): number {
    return this.#steps.size;
  }

  /** A build's claim to steps. Begins nothing. */
  claim(hold: Hold, results: ResultSteps): StepClaim {
    return new StepClaim(hold, results, (claim, vertex) => this.#load(claim, vertex));
  }

  #load(claim: StepClaim, given: Vertex): SolverStep {
    const { operation } = given;
    if (operation.kind === "result") return claim.results(operation.id);
    const vertex = onLayers(given);
    const { session, imports } = claim.hold;
    const own = vertexDigest(vertex, this.#nameOf(session), claim.digests);
    // What a build believes of others' caches is no other build's.
    const digest = imports === undefined ? own : digestOf(`${own} ${this.#nameOf(imports)}`);
    const inputs = new Map<Vertex, SolverStep>();
    for (const { input } of inputsOf(vertex.operation)) if (input !== scratch) inputs.set(input, claim.load(input));
    const { operation: loaded } = vertex;
    const otherwise =
      loaded.kind === "merge" && loaded.otherwise !== undefined ? claim.load(loaded.otherwise) : undefined;
    const known = this.#steps.get(digest);
    if (known !== undefined) return known;
    const { log, now } = this.#deps;
    const forget = (step: SolverStep): void => {
      if (this.#steps.get(digest) === step) this.#steps.delete(digest);
    };
    const step = new SolverStep({
      vertex,
      digest,
      inputs,
      otherwise,
      imports,
      kind: this.#kindOf(vertex.operation),
      log,
      now,
      forget,
    });
    this.#steps.set(digest, step);
    return step;
  }

  #nameOf(owner: BuildSession | ImportedCaches): string {
    let id = this.#names.get(owner);
    if (id === undefined) {
      id = newRecordId();
      this.#names.set(owner, id);
    }
    return id;
  }

  #kindOf({ kind }: Operation): StepKind {
    switch (kind) {
      case "run":
      case "file":
        return this.#executed;
      case "merge":
        return this.#merged;
      case "image":
        return this.#images;
      case "result":
        throw new TypeError("a result is no step of its own");
      default:
        return this.brought;
    }
  }
}

/** The steps that results of earlier solves are. @throws not-found */
export type ResultSteps = (id: string) => SolverStep;

/** The steps that one build wants, from `load` until it is released. */
export class StepClaim implements AsyncDisposable {
  readonly hold: Hold;
  readonly results: ResultSteps;
  readonly digests = new Map<Vertex, Digest>();
  readonly #load: (claim: StepClaim, vertex: Vertex) => SolverStep;
  readonly #loaded = new Map<Vertex, SolverStep>();
  readonly #steps = new Set<SolverStep>();

  constructor(hold: Hold, results: ResultSteps, load: (claim: StepClaim, vertex: Vertex) => SolverStep) {
    this.hold = hold;
    this.results = results;
    this.#load = load;
  }

  /** The step of a vertex, and those of all that it reads, wanted from now on. */
  load(vertex: Vertex): SolverStep {
    let step = this.#loaded.get(vertex);
    if (step === undefined) {
      step = this.#load(this, vertex);
      this.#loaded.set(vertex, step);
    }
    this.#want(step);
    return step;
  }

  /** Also of a step that another build loaded: what it reads must not end before it. */
  #want(step: SolverStep): void {
    if (this.#steps.has(step)) return;
    this.#steps.add(step);
    for (const needed of step.needed) this.#want(needed);
    step.join(this.hold);
  }

  /** Ends what nobody else wants, and waits until it is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.#steps].flatMap((step) => step.leave(this.hold) ?? []);
    this.#steps.clear();
    this.#loaded.clear();
    for (const end of ends) end.abort();
    await Promise.all(ends.map((end) => end.over()));
    for (const end of ends.reverse()) await end.dispose();
  }
}

/** The vertex with files that are no layer copied into one, where it lies on them. */
export function onLayers(vertex: Vertex): Vertex {
  const { operation, meta } = vertex;
  if (operation.kind === "run" || operation.kind === "file") {
    const root = asLayer(operation.root);
    return root === operation.root ? vertex : { operation: { ...operation, root }, meta };
  }
  if (operation.kind !== "merge") return vertex;
  const inputs = operation.inputs.map(asLayer);
  return inputs.every((input, at) => input === operation.inputs[at])
    ? vertex
    : { operation: { ...operation, inputs }, meta };
}

const layers = new WeakMap<Vertex, Vertex>();

/** A client's files, copied into a layer. */
export function asLayer(input: Input): Input {
  if (input === scratch || input.operation.kind !== "local") return input;
  const known = layers.get(input);
  if (known !== undefined) return known;
  const { name } = input.operation;
  const places = { from: input, source: "/", destination: "/" };
  const action: CopyAction = { ...plainCopyRules, ...places, allowEmptyWildcard: true, contentsOnly: true };
  const operation: FileOperation = { kind: "file", root: scratch, actions: [action] };
  const layer: Vertex = { operation, meta: { name: `[context ${name}] copy` } };
  layers.set(input, layer);
  return layer;
}
