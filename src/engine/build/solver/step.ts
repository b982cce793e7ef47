import type { Digest } from "#base/digest.ts";
import { isEngineError, messageOf } from "#base/errors.ts";
import { type Log, type Op, orEnd } from "#base/op.ts";
import type { ImportedCaches } from "#core/build/cache/imports.ts";
import { BuildError, CacheKeyError } from "#core/build/errors.ts";
import { type Input, scratch, type Vertex } from "#core/build/graph.ts";
import { scratchIdentity } from "#core/build/keys.ts";
import type { ReadableTree } from "#core/build/runners.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { Hold } from "./hold.ts";
import { sharedSession } from "./shared-session.ts";
import { StepProgress } from "./step-progress.ts";

/** What is known of a step before anything was run for it. */
export interface Found {
  /** What it is to the keys of those who read it, if it is what its words say; undefined: only its files tell. */
  readonly identity: Digest | undefined;
  /** It need not run. */
  readonly result?: StepResult;
  /** It need not run either, if what it gave comes from elsewhere. */
  readonly pending?: PendingResult;
  readonly trust?: Trust;
}

/** A result that is elsewhere. */
export interface PendingResult {
  readonly result: StepResult;
  /** @returns undefined where it does not come: then it is to be made */
  bring(op: Op): Promise<StepResult | undefined>;
}

export interface StepResult {
  readonly identity: Digest | undefined;
  readonly tree: ResultTree;
  /** The cache record that it is. */
  readonly recordId?: string;
  /** The keys that it has by what it is made of, where the record has others or there is none. */
  readonly keys?: readonly Digest[];
  /** Milliseconds since 1970, where there is no record that says so. */
  readonly createdAt?: number;
  readonly trust?: Trust;
}

/** The imported caches on whose word a result is what it is said to be; undefined: it was made here. */
export type Trust = Digest | undefined;
export type ResultTree =
  | { readonly at: "layers"; readonly layers: readonly TreeLayer[] }
  | Extract<ReadableTree, { readonly at: "folder" }>;

export const scratchResult: StepResult = { identity: scratchIdentity, tree: { at: "layers", layers: [] } };

/** How steps of a kind come by their results. Each is asked once per step. */
export interface StepKind {
  /** Looks whether the result is known already. Runs no program and copies no file. */
  find(op: Op, step: SolverStep): Promise<Found>;
  /** Gets the result that `find` did not. */
  make(op: Op, step: SolverStep): Promise<StepResult>;
}

export interface StepOptions {
  readonly vertex: Vertex;
  readonly digest: Digest;
  readonly inputs: ReadonlyMap<Vertex, SolverStep>;
  /** Asked only where it takes the place of a merge. */
  readonly otherwise: SolverStep | undefined;
  readonly kind: StepKind;
  readonly imports: ImportedCaches | undefined;
  readonly log: Log;
  now(): number;
  /** It ended, or nobody wants it any more: who asks from now on gets another. */
  readonly forget: (step: SolverStep) => void;
}

/** A step that builds want. It is done once for all of them, and ended when the last has let go. */
export class SolverStep {
  readonly vertex: Vertex;
  readonly digest: Digest;
  readonly inputs: ReadonlyMap<Vertex, SolverStep>;
  readonly otherwise: SolverStep | undefined;
  /** Those of the builds that want it. */
  readonly imports: ImportedCaches | undefined;
  readonly progress: StepProgress;
  readonly session: BuildSession = sharedSession(() => [...this.#holds].map((hold) => hold.session));
  readonly #options: StepOptions;
  readonly #holds = new Set<Hold>();
  readonly #ending = new AbortController();
  readonly #op: Op;
  readonly #atEnd: Array<() => void | Promise<void>> = [];
  #found: Promise<Found> | undefined;
  #result: Promise<StepResult> | undefined;
  #known: StepResult | undefined;
  #brought: Promise<StepResult | undefined> | undefined;

  constructor(options: StepOptions) {
    const { vertex, digest, inputs, now, log } = options;
    this.vertex = vertex;
    this.digest = digest;
    this.inputs = inputs;
    this.otherwise = options.otherwise;
    this.imports = options.imports;
    this.#options = options;
    this.#op = { signal: this.#ending.signal, log };
    const below = [...inputs.values()].flatMap((input) => input.progress.shownAs);
    const { isUntold } = vertex.meta;
    this.progress = new StepProgress({ digest, inputs: below, name: vertex.meta.name }, now, { isUntold });
  }

  get wantsWhy(): boolean {
    return [...this.#holds].some((hold) => hold.why);
  }

  /** What its result is, as far as that was asked for; not all of it need be here. */
  get known(): StepResult | undefined {
    return this.#known;
  }

  /** Whether its result is that of `otherwise`. */
  get isReplaced(): boolean {
    const other = this.otherwise?.known;
    return other !== undefined && other.identity === this.#known?.identity;
  }

  /** All that must not end before it. */
  get needed(): readonly SolverStep[] {
    return [...this.inputs.values(), ...(this.otherwise === undefined ? [] : [this.otherwise])];
  }

  join(hold: Hold): void {
    this.#holds.add(hold);
    this.progress.join(hold.progress);
  }

  /** @returns what ends the step, where nobody wants it any more */
  leave(hold: Hold): StepEnd | undefined {
    if (!this.#holds.delete(hold)) return undefined;
    this.progress.leave(hold.progress);
    if (this.#holds.size > 0) return undefined;
    this.#options.forget(this);
    return { abort: () => this.#ending.abort(), over: () => this.#over(), dispose: () => this.#dispose() };
  }

  /** For a step that has been left: calls the work off and waits until it is over. */
  async #over(): Promise<void> {
    await Promise.allSettled([this.#found, this.#result]);
  }

  async #dispose(): Promise<void> {
    for (const end of this.#atEnd.splice(0).reverse()) {
      await Promise.resolve(end()).catch((error) => {
        this.#op.log.warn("something of a build was not released", { error: messageOf(error) });
      });
    }
  }

  /** Called once nobody wants the step any more. */
  onEnd(end: () => void | Promise<void>): void {
    this.#atEnd.push(end);
  }

  find(op: Op): Promise<Found> {
    this.#found ??= this.#watched(this.#find());
    return orEnd(op, this.#found);
  }

  async #find(): Promise<Found> {
    const found = await this.#options.kind.find(this.#op, this);
    this.#known = found.result ?? found.pending?.result;
    return found;
  }

  result(op: Op): Promise<StepResult> {
    this.#result ??= this.#watched(this.#make());
    return orEnd(op, this.#result);
  }

  async #make(): Promise<StepResult> {
    const found = await this.find(this.#op);
    const result = found.result ?? (await this.#bring(found)) ?? (await this.#options.kind.make(this.#op, this));
    this.#known = result;
    return result;
  }

  #bring({ pending }: Found): Promise<StepResult | undefined> {
    this.#brought ??= pending?.bring(this.#op) ?? Promise.resolve(undefined);
    return this.#brought;
  }

  /** The result, if it need not be made. */
  async here(op: Op): Promise<StepResult | undefined> {
    if (this.#result !== undefined) return await this.result(op);
    const found = await this.find(op);
    return found.result ?? (await orEnd(op, this.#bring(found)));
  }

  /** The step of an input; undefined for the empty tree. */
  stepOf(input: Input): SolverStep | undefined {
    if (input === scratch) return undefined;
    const step = this.inputs.get(input);
    if (step === undefined) throw new TypeError("a step has no such input");
    return step;
  }

  async #watched<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#options.forget(this);
      throw this.#explained(error);
    }
  }

  /** The error with the place in the Dockerfile, where it is this step's own. */
  #explained(error: unknown): unknown {
    const isOfInput = error instanceof BuildError && ![undefined, this.progress.digest].includes(error.vertex);
    const isEnd = isEngineError(error, "canceled");
    const shown = error instanceof CacheKeyError ? error.cause : error;
    if (!isOfInput && (!isEnd || this.progress.hasStarted)) this.progress.failed(messageOf(shown));
    if (isOfInput || isEnd || !isEngineError(error)) return error;
    const own: Partial<BuildError> = error instanceof BuildError ? error : {};
    const { exitCode, location = this.vertex.meta.location } = own;
    return new BuildError(error.kind, error.message, {
      location,
      exitCode,
      vertex: this.progress.digest,
      cause: error,
    });
  }
}

export interface StepEnd {
  abort(): void;
  over(): Promise<void>;
  dispose(): Promise<void>;
}
