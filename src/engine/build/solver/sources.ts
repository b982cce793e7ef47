import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { sourceKey } from "#core/build/keys.ts";
import type { ResolvedSource, SourceContext, SourceRunner } from "#core/build/runners.ts";
import type {
  GitSource,
  HttpSource,
  ImageSource,
  LocalSource,
  OciLayoutSource,
} from "#core/build/source-operations.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { cachedResult, makeLayer } from "./own-layer.ts";
import type { Found, SolverStep, StepKind, StepResult } from "./step.ts";

type Brought = LocalSource | HttpSource | GitSource | OciLayoutSource;

/** Trees that runners bring from elsewhere. */
export class BroughtSources implements StepKind {
  readonly #deps: SolverDependencies;
  readonly #resolved = new WeakMap<SolverStep, ResolvedSource>();

  constructor(deps: SolverDependencies) {
    this.#deps = deps;
  }

  async find(op: Op, step: SolverStep): Promise<Found> {
    step.progress.started();
    const resolved = await this.#resolve(op, step);
    const { key, tree } = resolved;
    const identity = key === undefined ? undefined : sourceKey(step.vertex, key);
    if (tree.as === "folder") {
      step.progress.completed();
      return { identity, result: { identity, tree: { ...tree, at: "folder" } } };
    }
    const known = identity === undefined || tree.as === "layers" ? undefined : this.#deps.cache.find(identity);
    if (known === undefined || step.vertex.meta.ignoreCache === true) return { identity };
    return { identity, result: cachedResult(this.#deps, step, known) };
  }

  /** What the runner says of the source; asked for once. */
  async resolved(op: Op, step: SolverStep): Promise<ResolvedSource> {
    await step.find(op);
    const resolved = this.#resolved.get(step);
    if (resolved === undefined) throw new TypeError("a source was not resolved");
    return resolved;
  }

  async #resolve(op: Op, step: SolverStep): Promise<ResolvedSource> {
    const { session, progress, digest: vertex } = step;
    const operation = step.vertex.operation as Brought;
    const runner = this.#deps.runners.sources[operation.kind] as SourceRunner<Brought>;
    const context: SourceContext = { vertex, session, task: progress.task, output: progress.output };
    const resolved = await runner.resolve(op, operation, context);
    step.onEnd(async () => await resolved[Symbol.asyncDispose]());
    this.#resolved.set(step, resolved);
    return resolved;
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    const { identity } = await step.find(op);
    const { tree } = await this.resolved(op, step);
    if (tree.as === "folder" || identity === undefined) throw new TypeError("a source that is a layer needs a key");
    const result =
      tree.as === "layers"
        ? layersResult(identity, await this.#bring(op, step, tree.bring))
        : await this.#fill(op, { step, identity, fill: tree.fill });
    step.progress.completed();
    return result;
  }

  async #bring(
    op: Op,
    step: SolverStep,
    bring: (op: Op) => Promise<readonly TreeLayer[]>,
  ): Promise<readonly TreeLayer[]> {
    const layers = await bring(op);
    step.onEnd(this.#deps.cache.retainLayers(layers));
    return layers;
  }

  async #fill(
    op: Op,
    { step, identity, fill }: { step: SolverStep; identity: Digest; fill: (op: Op, openOwn: OpenOwn) => Promise<void> },
  ): Promise<StepResult> {
    const type = step.vertex.operation.kind === "git" ? "source.git.checkout" : "regular";
    const { steps, mounts } = this.#deps;
    return await makeLayer(op, this.#deps, { step, below: [], type }, async (id) => {
      await fill(op, (opening) => mounts.mountOverlay(opening, steps.overlayOf(id)));
      return () => ({ identity, keys: [identity] });
    });
  }
}

type OpenOwn = (op: Op) => Promise<number>;

/** Layers of images, which the engine has or pulls. */
export class ImageSources implements StepKind {
  readonly #deps: SolverDependencies;

  constructor(deps: SolverDependencies) {
    this.#deps = deps;
  }

  async find(_op: Op, step: SolverStep): Promise<Found> {
    const key = this.#deps.images.keyOf(step.vertex.operation as ImageSource);
    if (key === undefined) return { identity: undefined };
    if (this.#deps.images.isHere(step.vertex.operation as ImageSource)) step.progress.cached();
    return { identity: sourceKey(step.vertex, key) };
  }

  async make(op: Op, step: SolverStep): Promise<StepResult> {
    const { session, progress } = step;
    const source = step.vertex.operation as ImageSource;
    let told = false;
    const task: typeof progress.task = (state) => {
      if (!told) progress.started();
      told = true;
      progress.task(state);
    };
    const layers = await this.#deps.images.bring(op, source, { session, task });
    step.onEnd(this.#deps.cache.retainLayers(layers));
    const key = this.#deps.images.keyOf(source);
    if (told) progress.completed();
    else progress.cached();
    return layersResult(key === undefined ? undefined : sourceKey(step.vertex, key), layers);
  }
}

function layersResult(identity: Digest | undefined, layers: readonly TreeLayer[]): StepResult {
  return { identity, tree: { at: "layers", layers } };
}
