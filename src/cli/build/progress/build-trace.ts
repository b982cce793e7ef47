import type { LogEvent, ProgressEvent, TaskEvent, VertexEvent, WarningEvent } from "./events.ts";
import { isOpen, mergedSpans, type Span } from "./spans.ts";

/** A part of a step, and when that was told. */
export interface TracedTask extends TaskEvent {
  readonly toldAt: number;
}

/** What has been told of a step. */
export class TracedStep {
  vertex: VertexEvent;
  /** Without overlaps. */
  spans: readonly Span[] = [];
  readonly tasks = new Map<string, TracedTask>();
  readonly warnings: WarningEvent[] = [];
  readonly #spans = new Map<number, Span>();

  constructor(vertex: VertexEvent) {
    this.vertex = vertex;
  }

  /** The last time that it ran. */
  get span(): Span | undefined {
    return this.spans.at(-1);
  }

  get isOver(): boolean {
    return this.span !== undefined && !isOpen(this.span);
  }

  get isRunning(): boolean {
    return this.span !== undefined && isOpen(this.span);
  }

  get isCanceled(): boolean {
    return this.vertex.error?.endsWith("context canceled") === true;
  }

  get hasFailed(): boolean {
    return this.vertex.error !== undefined && !this.isCanceled;
  }

  /** @returns whether anything is new of it */
  become(vertex: VertexEvent): boolean {
    const { startedAt, completedAt } = vertex;
    // A step that ran may be announced again, which tells nothing.
    if (startedAt === undefined) {
      if (this.span === undefined) this.vertex = vertex;
      return false;
    }
    const old = this.span === undefined ? undefined : this.vertex;
    this.vertex = vertex;
    this.#spans.set(startedAt, { startedAt, ...(completedAt === undefined ? {} : { completedAt }) });
    this.spans = mergedSpans(this.#spans.values());
    return old === undefined || tellsMore(old, vertex);
  }
}

function tellsMore(old: VertexEvent, vertex: VertexEvent): boolean {
  const words = ["name", "startedAt", "completedAt", "cached", "error"] as const;
  return words.some((word) => old[word] !== vertex[word]);
}

/** What a display wants to know besides what a trace keeps. */
export interface TraceListener {
  /** Something is new of a step that is to be shown. */
  changed(step: TracedStep, now: number): void;
  task(step: TracedStep, task: TracedTask): void;
  log(step: TracedStep, log: LogEvent): void;
}

/** All that has been told of a build. */
export class BuildTrace {
  readonly steps = new Map<string, TracedStep>();
  /** Those that ran or run, in the order in which they began. */
  readonly begun: TracedStep[] = [];
  readonly #listener: TraceListener;

  constructor(listener: TraceListener) {
    this.#listener = listener;
  }

  add({ vertex, task, log, warning }: ProgressEvent, now: number): void {
    if (vertex !== undefined) this.#vertex(vertex, now);
    if (task !== undefined) this.#task(task, now);
    // It is shown with what else comes of the step: after that, the list of all warnings is enough.
    if (warning !== undefined) this.steps.get(warning.vertex)?.warnings.push(warning);
    const logged = log === undefined ? undefined : this.steps.get(log.vertex);
    if (log !== undefined && logged !== undefined) {
      this.#listener.log(logged, log);
      this.#listener.changed(logged, now);
    }
  }

  #vertex(vertex: VertexEvent, now: number): void {
    const step = this.steps.get(vertex.digest) ?? new TracedStep(vertex);
    this.steps.set(vertex.digest, step);
    const wasBegun = step.span !== undefined;
    const isNew = step.become(vertex);
    if (!wasBegun && step.span !== undefined) this.begun.push(step);
    if (isNew) this.#listener.changed(step, now);
  }

  #task(task: TaskEvent, now: number): void {
    const step = this.steps.get(task.vertex);
    if (step === undefined) return;
    const traced = { ...task, toldAt: now };
    step.tasks.set(task.id, traced);
    this.#listener.task(step, traced);
    this.#listener.changed(step, now);
  }
}
