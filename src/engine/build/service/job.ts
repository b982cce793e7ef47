import { allOrNone } from "#base/all-or-none.ts";
import { EngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { wantsEveryStep, wantsMounts } from "#core/build/cache/cache-types.ts";
import type { ImportedCaches } from "#core/build/cache/imports.ts";
import type {
  BuildJob,
  ExportRequest,
  FrontendResult,
  ImageQuery,
  JobOptions,
  PlatformResult,
  ResolvedBase,
  StepListener,
} from "#core/build/contract.ts";
import { deviceGrants } from "#core/build/devices.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import type { FrontendPlan } from "#core/build/frontend.ts";
import { type Input, scratch } from "#core/build/graph.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { FileRunner, FolderRequest, ReadableTree } from "#core/build/runners.ts";
import { emptyTree, type Tree } from "#core/build/tree.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { newRecordId } from "../cache/record-id.ts";
import { BuildImports } from "../cache-import/imported-caches.ts";
import { asLayer, type StepClaim } from "../solver/solver.ts";
import type { SolverStep } from "../solver/step.ts";
import { readable } from "../solver/tree-access.ts";
import { cacheMountsOf } from "./cache-mounts.ts";
import { type BuildGrants, checkGraph } from "./check-graph.ts";
import { exportableSteps, type StepsQuestion } from "./exportable-steps.ts";
import { frontendPorts } from "./frontend-ports.ts";
import type { BuildGround } from "./ground.ts";
import { asStep } from "./metadata-step.ts";
import { solvePlanned } from "./planned-steps.ts";

export interface JobGround extends BuildGround {
  /** The job is over: what it held is released. */
  ended(job: Job): Promise<void>;
  /** What the history is to know of it. */
  readonly record: JobRecord;
}

export interface JobRecord {
  solving(request: FrontendRequest): void;
  solved(result: FrontendResult): void;
  exported(result: Readonly<Record<string, string>>): void;
  failed(error: unknown): void;
}

/** One build of a client. */
export class Job implements BuildJob {
  readonly id: string;
  readonly #ground: JobGround;
  readonly #options: JobOptions;
  readonly #granted: BuildGrants;
  readonly #progress: BuildProgress;
  readonly #ending = new AbortController();
  readonly #op: Op;
  readonly #claims = new Set<StepClaim>();
  readonly #references: string[] = [];
  readonly #imports: ImportedCaches | undefined;
  #closing: Promise<void> | undefined;

  constructor(op: Op, ground: JobGround, options: JobOptions) {
    this.id = options.id;
    this.#ground = ground;
    this.#options = options;
    const { entitlements } = options;
    this.#granted = { entitlements, devices: deviceGrants(entitlements) };
    this.#progress = options.progress;
    const signal = AbortSignal.any([op.signal, options.session.gone, this.#ending.signal]);
    this.#op = { log: op.log, signal };
    this.#imports = this.#importsOf(options);
    if (signal.aborted) this.#abandon();
    else signal.addEventListener("abort", () => this.#abandon(), { once: true });
  }

  #importsOf({ cacheImports: locations, session }: JobOptions): ImportedCaches | undefined {
    const { cacheSources, hostPlatform, deps } = this.#ground;
    if (locations.length === 0) return undefined;
    const build = { op: this.#op, locations, session, progress: this.#progress, hostPlatform, now: deps.now };
    return new BuildImports(cacheSources, build);
  }

  /** Ends what it does. */
  cancel(): void {
    this.#ending.abort(new EngineError("canceled", "context canceled"));
  }

  #abandon(): void {
    this[Symbol.asyncDispose]().catch((error) => this.#op.log.warn("a build was not released", { id: this.id, error }));
  }

  solve(op: Op, request: FrontendRequest, listener?: StepListener): Promise<FrontendResult> {
    this.#ground.record.solving(request);
    return this.#recorded(async () => {
      const result = await this.#solve(this.#within(op), request, listener);
      this.#ground.record.solved(result);
      return result;
    });
  }

  async #solve(op: Op, request: FrontendRequest, listener: StepListener | undefined): Promise<FrontendResult> {
    return await this.#claiming(op, async (claim) => {
      const { aliases: deviceAliases } = this.#granted.devices;
      const plan = await this.#ground.frontend(op, { ...request, deviceAliases }, frontendPorts(this.#ground, claim));
      const [first] = plan.images;
      if (listener !== undefined && first !== undefined) {
        await this.#check(op, first.tree);
        const ignoresCache = request.noCache === "all";
        await solvePlanned(op, claim, first.steps, { listener, solved: this.#ground.solvedSteps, ignoresCache });
      }
      return await this.#build(op, claim, plan);
    });
  }

  solveTree(op: Op, given: Input): Promise<string | undefined> {
    return this.#recorded(() => {
      const within = this.#within(op);
      return this.#claiming(within, async (claim) => {
        const tree = asLayer(given);
        if (tree === scratch) return undefined;
        await this.#check(within, tree);
        const step = claim.load(tree);
        await step.result(within);
        return this.#keep(step);
      });
    });
  }

  /** Does what wants steps, which stay wanted until the job ends, unless it fails. */
  async #claiming<T>(op: Op, work: (claim: StepClaim) => Promise<T>): Promise<T> {
    throwIfEnded(op);
    const { session, why } = this.#options;
    const hold = { session, progress: this.#progress, why, imports: this.#imports };
    const claim = this.#ground.solver.claim(hold, (id) => this.#ground.results.get(id));
    this.#claims.add(claim);
    try {
      return await work(claim);
    } catch (error) {
      this.#claims.delete(claim);
      await claim[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #build(op: Op, claim: StepClaim, plan: FrontendPlan): Promise<FrontendResult> {
    for (const { tree } of plan.images) await this.#check(op, tree);
    const load = (input: Input): SolverStep | undefined => {
      const tree = asLayer(input);
      return tree === scratch ? undefined : claim.load(tree);
    };
    const planned = plan.images.map((image) => ({
      image,
      step: load(image.tree),
      base: load(image.base.tree),
      scanned: image.scanned.map(({ name, tree }) => ({ name, step: load(tree) })),
    }));
    const wanted = planned.flatMap(({ step, scanned }) => [step, ...scanned.map((one) => one.step)]);
    await allOrNone(op, wanted, async (shared, step) => await step?.result(shared));
    const images = planned.map(({ image, step, base, scanned }) => ({
      key: image.key,
      ...{ platform: image.platform, config: image.config, materials: image.materials },
      reference: this.#keep(step),
      base: { ...image.base, reference: this.#keep(base) },
      scanned: scanned.map(({ name, step: scannedStep }) => ({ name, reference: this.#keep(scannedStep) })),
    }));
    const answer = plan.answer === undefined ? {} : { answer: plan.answer };
    return { images, index: plan.index, ...answer };
  }

  async #check(op: Op, tree: Input): Promise<void> {
    await checkGraph(op, tree, { granted: this.#granted, devices: this.#ground.devices });
  }

  /** @returns what names it from now on */
  #keep(step: SolverStep | undefined): string | undefined {
    if (step === undefined) return undefined;
    const reference = newRecordId();
    this.#references.push(reference);
    this.#ground.results.set(reference, step);
    return reference;
  }

  export(op: Op, result: FrontendResult, request: ExportRequest): Promise<Record<string, string>> {
    return this.#recorded(async () => {
      const { exporter, trees, record } = this.#ground;
      const within = this.#within(op);
      throwIfEnded(within);
      const { cacheExports } = request;
      const wanted = { all: wantsEveryStep(cacheExports), mounts: wantsMounts(cacheExports) };
      const images = await Promise.all(result.images.map((image) => this.#exportable(within, image, wanted)));
      const context = { session: this.#options.session, progress: this.#progress, trees, imports: this.#imports };
      const said = await exporter.export(within, { images, index: result.index }, request, context);
      record.exported(said);
      return said;
    });
  }

  async #exportable(
    op: Op,
    { reference, scanned: named, base: from, ...image }: PlatformResult,
    wanted: StepsQuestion & { readonly mounts: boolean },
  ): Promise<ExportableImage> {
    const scanned = await Promise.all(
      named.map(async (one) => ({ name: one.name, tree: await this.#treeOf(op, one.reference) })),
    );
    const tree = await this.#treeOf(op, reference);
    const base = { ...from, tree: (asking: Op) => this.#treeOf(asking, from.reference) };
    if (reference === undefined) return { ...image, tree, base, scanned, steps: [], mounts: [] };
    const step = this.#ground.results.get(reference);
    const steps = await exportableSteps(op, this.#ground.deps.cache, step, wanted);
    return { ...image, tree, base, scanned, steps, mounts: wanted.mounts ? cacheMountsOf(step) : [] };
  }

  async #treeOf(op: Op, reference: string | undefined): Promise<Tree> {
    if (reference === undefined) return emptyTree;
    const { tree } = await this.#ground.results.get(reference).result(op);
    if (tree.at === "folder") throw new TypeError("a result is no layer");
    return { layers: tree.layers };
  }

  async readFile(
    op: Op,
    reference: string,
    file: { readonly path: string; readonly offset: number; readonly limitBytes: number },
  ): Promise<Uint8Array> {
    const content = await this.#ofTree(op, reference, (files, within, tree) =>
      files.readFile(within, tree, { ...file, beginningOnly: true }),
    );
    return found(content, `open ${file.path}`);
  }

  async statFile(op: Op, reference: string, path: string): Promise<TreeFile> {
    const file = await this.#ofTree(op, reference, (files, within, tree) => files.statFile(within, tree, path));
    return found(file, `lstat ${path}`);
  }

  async readFolder(op: Op, reference: string, folder: FolderRequest): Promise<TreeFile[]> {
    const entries = await this.#ofTree(op, reference, (files, within, tree) => files.readFolder(within, tree, folder));
    return found(entries, `lstat ${folder.path}`);
  }

  async #ofTree<T>(
    op: Op,
    reference: string,
    look: (files: FileRunner, within: Op, tree: ReadableTree) => Promise<T>,
  ): Promise<T> {
    const within = this.#within(op);
    const { deps, results } = this.#ground;
    const { tree } = await results.get(reference).result(within);
    return await look(deps.runners.files, within, readable(deps, tree));
  }

  resolveImage(op: Op, query: ImageQuery): Promise<ResolvedBase> {
    const { deps } = this.#ground;
    const to = { progress: this.#progress, now: deps.now };
    return asStep(to, `[internal] load metadata for ${query.reference}`, (task) =>
      deps.images.resolve(this.#within(op), query, { session: this.#options.session, task }),
    );
  }

  /** An op that ends with the job too. */
  #within(op: Op): Op {
    return { log: op.log, signal: AbortSignal.any([op.signal, this.#op.signal]) };
  }

  async #recorded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#ground.record.failed(error);
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.cancel();
    const claims = [...this.#claims];
    this.#claims.clear();
    this.#ground.results.forget(this.#references);
    for (const claim of claims) await claim[Symbol.asyncDispose]();
    await this.#ground.ended(this);
  }
}

/** @throws not-found */
function found<T>(value: T | undefined, call: string): T {
  if (value === undefined) throw new EngineError("not-found", `${call}: no such file or directory`);
  return value;
}
