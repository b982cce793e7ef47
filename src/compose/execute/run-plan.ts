import { backgroundOp, type Op, throwIfEnded } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import { ApiError } from "#client/errors.ts";
import type { Plan, Step, Target, Tolerated } from "../plan/operation.ts";
import type { ProgressStatus, Reporter } from "./progress.ts";

/** Does one operation; gives the id of what it made. @throws Error in the engine's words */
export type Perform = (op: Op, step: Step, idOf: (target: Target) => string) => Promise<PerformedStep>;

export interface PerformedStep {
  /** Of a container that was made. */
  readonly id?: string;
  /** Warnings of the engine. */
  readonly warnings?: readonly string[];
  /** Instead of the step's own end, for a condition that was not met and need not be. */
  readonly skipped?: string;
}

export interface RunOptions {
  readonly reporter: Reporter;
  readonly perform: Perform;
  /** Steps at a time. */
  readonly parallel?: number | undefined;
}

/** By the steps that made them: ids of containers. */
export type MadeContainers = ReadonlyMap<string, string>;

/**
 * Does a plan's steps, each as soon as those before it are done. When one fails no other is begun, and those that were are waited for.
 * @throws the first failure
 */
export async function runPlan(op: Op, plan: Plan, options: RunOptions): Promise<MadeContainers> {
  for (const warning of plan.warnings) options.reporter.warn(warning);
  const run = new PlanRun(op, options);
  await run.all(plan.steps);
  for (const step of plan.steps) await run.insteadOf(step);
  run.throwFailure();
  throwIfEnded(op);
  return run.made;
}

class PlanRun {
  readonly made = new Map<string, string>();
  readonly #slots: Slots;
  readonly #failures: unknown[] = [];
  readonly #succeeded = new Set<string>();
  /** Steps that nobody kept from succeeding. */
  readonly #failed = new Set<string>();

  constructor(
    readonly op: Op,
    readonly options: RunOptions,
  ) {
    this.#slots = new Slots(options.parallel ?? Number.POSITIVE_INFINITY);
  }

  async all(steps: readonly Step[]): Promise<void> {
    const done = new Map<string, Promise<void>>();
    for (const step of steps) done.set(step.id, this.#whenDue(step, done));
    await Promise.all(done.values());
  }

  throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** Also where the user has ended the op. */
  async insteadOf({ otherwise, unlessFailed, ...step }: Step): Promise<void> {
    if (otherwise === undefined || this.#succeeded.has(step.id)) return;
    if (unlessFailed !== undefined && this.#failed.has(unlessFailed)) return;
    if (!("target" in otherwise) || this.#idOf(otherwise.target) === undefined) return;
    const { perform, reporter } = this.options;
    try {
      await perform(backgroundOp(this.op.log), { ...step, operation: otherwise }, (target) => this.#idOf(target)!);
    } catch (error) {
      reporter.warn(`${otherwise.kind} ${otherwise.target.name}: ${(error as Error).message}`);
    }
  }

  async #whenDue(step: Step, done: ReadonlyMap<string, Promise<void>>): Promise<void> {
    for (const before of step.after) await done.get(before);
    if (this.#isOver) return;
    try {
      await this.#slots.run(this.op, async () => {
        if (!this.#isOver) await this.#run(step);
      });
    } catch (error) {
      this.#failures.push(error);
    }
  }

  get #isOver(): boolean {
    return this.#failures.length > 0 || this.op.signal.aborted;
  }

  #idOf(target: Target): string | undefined {
    return "id" in target ? target.id : this.made.get(target.madeBy);
  }

  async #run(step: Step): Promise<void> {
    const { reporter, perform } = this.options;
    const show = (status: ProgressStatus, text: string): void => {
      for (const id of step.shown?.things ?? []) reporter.event({ id, status, text });
    };
    if (step.shown?.begin !== undefined) show("working", step.shown.begin);
    try {
      const { id, warnings = [], skipped } = await perform(this.op, step, (target) => this.#idOf(target)!);
      if (id !== undefined) this.made.set(step.id, id);
      this.#succeeded.add(step.id);
      for (const warning of warnings)
        reporter.event({ id: step.shown?.things[0] ?? "", status: "warning", text: "", detail: warning });
      if (skipped !== undefined) show("warning", `Skipped: ${skipped}`);
      else if (step.shown?.end !== undefined) show("done", step.shown.end);
    } catch (error) {
      const tolerated = toleration(step.tolerated, error);
      if (tolerated !== undefined) return show(tolerated.isWarning ? "warning" : "done", tolerated.text);
      if (!this.op.signal.aborted) this.#failed.add(step.id);
      const failure = step.shown?.failure ?? (error as Error).message;
      if (failure !== "") show("error", failure);
      throw error;
    }
  }
}

function toleration(
  tolerated: Tolerated | undefined,
  error: unknown,
): { readonly text: string; readonly isWarning: boolean } | undefined {
  if (tolerated === undefined || !(error instanceof ApiError)) return undefined;
  const { missing, conflict } = tolerated;
  if (error.status === 404 && missing !== undefined) return { text: missing, isWarning: false };
  // Networks that are in use are refused with 403.
  if ((error.status === 409 || error.status === 403) && conflict !== undefined)
    return { text: conflict, isWarning: conflict !== "Removed" };
  return undefined;
}
