import type { Digest } from "#base/digest.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import type { BuildProgress, BuildWarning, TaskState, VertexLog, VertexState } from "#core/build/progress.ts";
import type { ToldLine } from "./history.ts";

/** How much output of one build the history keeps. */
const maxLogBytes = 2 << 20;

/** What a build tells, passed on to its client and kept for the history. */
export class ToldBuild implements BuildProgress {
  readonly #client: BuildProgress;
  readonly #vertices = new Map<Digest, VertexState>();
  readonly #tasks = new Map<string, TaskState>();
  readonly #logs: VertexLog[] = [];
  readonly #warnings: BuildWarning[] = [];
  #logBytes = 0;
  readonly #listeners = new Set<BuildProgress>();
  readonly #end = Promise.withResolvers<void>();

  constructor(client: BuildProgress) {
    this.#client = client;
  }

  vertex(state: VertexState): void {
    this.#vertices.set(state.digest, state);
    this.#tell((to) => to.vertex(state));
  }

  task(state: TaskState): void {
    this.#tasks.set(`${state.vertex} ${state.id}`, state);
    this.#tell((to) => to.task(state));
  }

  log(entry: VertexLog): void {
    if (this.#logBytes < maxLogBytes) this.#logs.push(entry);
    this.#logBytes += entry.data.length;
    this.#tell((to) => to.log(entry));
  }

  warning(warning: BuildWarning): void {
    this.#warnings.push(warning);
    this.#tell((to) => to.warning(warning));
  }

  #tell(say: (to: BuildProgress) => void): void {
    say(this.#client);
    for (const listener of this.#listeners) say(listener);
  }

  /** Nothing more comes. */
  end(): void {
    this.#end.resolve();
  }

  /** Tells `listener` what was told, and what comes until the end. */
  async replay(op: Op, listener: BuildProgress): Promise<void> {
    for (const state of this.#vertices.values()) listener.vertex(state);
    for (const state of this.#tasks.values()) listener.task(state);
    for (const warning of this.#warnings) listener.warning(warning);
    for (const entry of this.#logs) listener.log(entry);
    this.#listeners.add(listener);
    try {
      await orEnd(op, this.#end.promise);
    } finally {
      this.#listeners.delete(listener);
    }
  }

  steps(): HistoryRecord["steps"] {
    const all = [...this.#vertices.values()];
    return {
      total: all.length,
      completed: all.filter(({ completedAt }) => completedAt !== undefined).length,
      cached: all.filter(({ cached }) => cached).length,
      warnings: this.#warnings.length,
    };
  }

  /** A line of JSON each, steps first. */
  lines(): string {
    const lines: ToldLine[] = [
      ...[...this.#vertices.values()].map((value) => ({ kind: "vertex", value }) as const),
      ...[...this.#tasks.values()].map((value) => ({ kind: "task", value }) as const),
      ...this.#warnings.map((value) => ({ kind: "warning", value }) as const),
    ];
    const logs = this.#logs.map(({ data, ...entry }) => ({
      kind: "log",
      value: { ...entry, data: Buffer.from(data).toString("base64") },
    }));
    return [...lines, ...logs].map((line) => `${JSON.stringify(line)}\n`).join("");
  }
}
