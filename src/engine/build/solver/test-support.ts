import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, endedError, type Op, orEnd, silentLog, throwIfEnded } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import type { BaseImages } from "#core/build/base-images.ts";
import type { ImportedCaches } from "#core/build/cache/imports.ts";
import type { CopyAction } from "#core/build/file-operation.ts";
import type { Input, Vertex } from "#core/build/graph.ts";
import type { BuildProgress, MissReason, VertexState } from "#core/build/progress.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { ReadableTree, SourceRunner, StepContext, StepRunners, TreeSelection } from "#core/build/runners.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { GitSource, HttpSource, LocalSource, OciLayoutSource } from "#core/build/source-operations.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import { FakeSteps } from "#core/snapshot/fake-steps.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { ResultCache } from "../cache/result-cache.ts";
import { Places } from "../why/places.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { Solver, type StepClaim } from "./solver.ts";
import type { SolverStep } from "./step.ts";

export const op = backgroundOp();

type Files = Map<string, string>;

/** A solver over trees in memory. A program is `write PATH TEXT`, `read PATH TO`, `fail`, or `wait NAME`. */
export class SolverBench {
  readonly store = new MemoryRecordStore();
  readonly steps = new FakeSteps();
  readonly cache: ResultCache;
  readonly places: Places;
  readonly solver: Solver;
  readonly deps: SolverDependencies;
  /** What ran, by name. */
  readonly ran: string[] = [];
  /** What was called off. */
  readonly ended: string[] = [];
  readonly gates = new Map<string, PromiseWithResolvers<void>>();
  readonly contexts = new Map<string, Files>();
  /** Somebody writes to what is copied. */
  contextsChange = false;
  /** A file whose text begins with `->` is a symlink; a copy onto it replaces it, or fails. */
  copiesOverLinks = true;
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #described = new Map<Digest, ReadonlyMap<string, string>>();
  #clock = 1000;
  readonly #mounted: OverlaySpec[] = [];

  constructor(store?: MemoryRecordStore) {
    if (store !== undefined) this.store = store;
    this.places = new Places(this.store);
    const now = (): number => this.#clock++;
    this.cache = new ResultCache({ store: this.store, steps: this.steps, hasLayer: () => true, now });
    this.deps = {
      ...{ cache: this.cache, steps: this.steps, places: this.places, log: silentLog, now, slots: new Slots(3) },
      workerId: "worker",
      mounts: { mountOverlay: async (_op, spec) => this.#mounted.push(spec) - 1 },
      runners: this.#runners(),
      images: fakeImages,
    };
    this.solver = new Solver(this.deps);
  }

  build(options: TestBuildOptions = {}): TestBuild {
    return new TestBuild(this, options);
  }

  gate(name: string): PromiseWithResolvers<void> {
    let gate = this.gates.get(name);
    if (gate === undefined) {
      gate = Promise.withResolvers<void>();
      this.gates.set(name, gate);
    }
    return gate;
  }

  filesOf(tree: ReadableTree, fd: number): Files {
    return tree.at === "folder" ? (this.contexts.get(tree.path) ?? new Map()) : this.#merged(this.#mounted[fd]);
  }

  #merged(spec: OverlaySpec | undefined): Files {
    const all = (spec?.lowers ?? []).toReversed().flatMap((id) => [...(this.steps.frozen.get(id) ?? [])]);
    return new Map(all);
  }

  #own(fd: number): Files {
    const files = this.steps.open.get(this.#mounted[fd]?.upper ?? "")?.files;
    if (files === undefined) throw new Error("the step's layer is not open");
    return files;
  }

  async #read(tree: ReadableTree): Promise<Files> {
    return this.filesOf(tree, tree.at === "tree" ? await tree.open(op) : -1);
  }

  #runners(): StepRunners {
    const none = { resolve: async () => Promise.reject(new EngineError("not-found", "no such source")) };
    return {
      run: { run: (running, operation, context) => this.#run(running, operation, context) },
      files: {
        apply: async (_op, operation, context) => {
          this.ran.push(`copy ${operation.actions.map((action) => ("source" in action ? action.source : "")).join()}`);
          const fd = await context.trees.openOwn(op);
          const isLink = (text: string): boolean => text.startsWith("->");
          if (!this.copiesOverLinks && [...this.#merged(this.#mounted[fd]).values()].some(isLink))
            throw new EngineError("invalid-argument", "cannot copy");
          const own = this.#own(fd);
          for (const action of operation.actions) if (action.action === "copy") await this.#copy(action, context, own);
          return { asDescribed: !this.contextsChange };
        },
        readFile: async (_op, tree, { path }) => {
          const text = (await this.#read(tree)).get(path);
          return text === undefined ? undefined : Buffer.from(text);
        },
        statFile: async () => undefined,
        readFolder: async () => undefined,
        laysAsCopied: async (_op, { below, above }) => {
          const [stage, laid] = [await this.#read(below), await this.#read(above)];
          return [...laid.keys()].every((path) => stage.get(path)?.startsWith("->") !== true);
        },
        copyWhole: async () => {},
        describe: async (_op, tree, selection) => {
          const read = selected(await this.#read(tree), selection);
          if (read.length === 0) throw new EngineError("not-found", `"${selection.paths[0]}": not found`);
          const digest = digestOf(JSON.stringify(read));
          this.#described.set(digest, new Map(read));
          return { digest, differences: async (former) => this.#differences(former, digest) };
        },
      },
      sources: {
        local: { resolve: async (_op, source) => this.#local(source) },
        http: none as SourceRunner<HttpSource>,
        git: none as SourceRunner<GitSource>,
        "oci-layout": none as SourceRunner<OciLayoutSource>,
      },
    };
  }

  #differences(former: Digest, now: Digest): MissReason[] {
    const [before = new Map(), after = new Map()] = [this.#described.get(former), this.#described.get(now)];
    const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    );
    return paths.map((what) => ({ kind: "file", what }));
  }

  #local({ name }: LocalSource) {
    this.ran.push(`context ${name}`);
    const selection = { includePatterns: [], excludePatterns: [], followPaths: [] };
    return {
      key: undefined,
      tree: { as: "folder" as const, path: name, selection },
      [Symbol.asyncDispose]: async () => {
        this.ended.push(`context ${name}`);
      },
    };
  }

  async #copy({ from, source, destination }: CopyAction, context: StepContext, own: Files): Promise<void> {
    const files = await this.#read(context.trees.input(from));
    for (const [path, text] of files)
      if (within(path, source)) own.set(source === "/" ? path : `${destination}${path.slice(source.length)}`, text);
  }

  async #run(running: Op, { args, root }: RunOperation, context: StepContext): Promise<void> {
    const name = args.join(" ");
    this.ran.push(name);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      throwIfEnded(running);
      await this.#program(running, args, { root, context });
    } catch (error) {
      if (running.signal.aborted) this.ended.push(name);
      throw error;
    } finally {
      this.#atOnce--;
    }
  }

  async #program(
    running: Op,
    args: readonly string[],
    { root, context }: { readonly root: Input; readonly context: StepContext },
  ): Promise<void> {
    const [what, path = "", text = ""] = args;
    if (what === "fail") throw new EngineError("unknown", "process fail failed");
    if (what === "wait") await orEnd(running, this.gate(path).promise);
    const own = this.#own(await context.trees.openOwn(op));
    context.output("stdout", Buffer.from(args.join(" ")));
    if (what === "write") own.set(path, text);
    if (what === "read") own.set(text, (await this.#read(context.trees.input(root))).get(path) ?? "nothing");
    if (what === "random") own.set("random", crypto.randomUUID());
  }
}

interface TestBuildOptions {
  readonly why?: boolean;
  readonly session?: BuildSession;
  readonly results?: Map<string, SolverStep>;
  readonly imports?: ImportedCaches;
}

/** One build: what it wants and what it was told. */
export class TestBuild implements BuildProgress, AsyncDisposable {
  readonly states = new Map<string, VertexState>();
  readonly logs: string[] = [];
  readonly order: string[] = [];
  readonly claim: StepClaim;
  readonly #bench: SolverBench;
  readonly #ending = new AbortController();
  readonly op: Op = { log: silentLog, signal: this.#ending.signal };

  constructor(bench: SolverBench, options: TestBuildOptions) {
    this.#bench = bench;
    const { why = false, session = fakeSession(), results = new Map<string, SolverStep>(), imports } = options;
    this.claim = bench.solver.claim({ session, progress: this, why, imports }, (id) => {
      const step = results.get(id);
      if (step === undefined) throw new EngineError("not-found", `no result ${id}`);
      return step;
    });
  }

  /** The files of the result. */
  async solve(top: Vertex): Promise<Record<string, string>> {
    const step = this.claim.load(top);
    const { tree } = await step.result(this.op);
    if (tree.at === "folder") throw new Error("a folder");
    const all = tree.layers.flatMap((layer) =>
      layer.of === "step" ? [...(this.#bench.steps.frozen.get(layer.id) ?? [])] : [],
    );
    return Object.fromEntries(all);
  }

  end(): Promise<void> {
    this.#ending.abort(endedError({ log: silentLog, signal: AbortSignal.abort() }));
    return this[Symbol.asyncDispose]();
  }

  vertex(state: VertexState): void {
    this.states.set(state.name, state);
    if (state.completedAt !== undefined) this.order.push(`${state.name}${state.cached ? " cached" : ""}`);
  }

  task(): void {}

  log({ data }: { data: Uint8Array }): void {
    this.logs.push(Buffer.from(data).toString());
  }

  warning(): void {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.claim[Symbol.asyncDispose]();
  }
}

export function fakeSession(): BuildSession {
  const refuse = (): never => {
    throw new EngineError("not-found", "the client has none");
  };
  return {
    gone: new AbortController().signal,
    ...{ localFiles: refuse, secret: refuse, hasSshAgent: refuse, openSshAgent: refuse, registryCredentials: refuse },
    ...{ upload: refuse, receiveFile: refuse, receiveTree: refuse },
  };
}

const fakeImages: BaseImages = {
  resolve: async () => Promise.reject(new EngineError("not-found", "no such image")),
  keyOf: ({ reference }) => digestOf(reference),
  isHere: () => true,
  bring: async (_op, { reference }) => {
    const id = digestOf(reference);
    return [{ of: "image", chainId: id, diffId: id, blob: id }];
  },
};

function selected(files: Files, { paths }: TreeSelection): Array<[string, string]> {
  return [...files].filter(([path]) => paths.some((wanted) => within(path, wanted))).sort();
}

function within(path: string, folder: string): boolean {
  return folder === "/" || folder === path || path.startsWith(`${folder}/`);
}
