import { type Op, throwIfEnded } from "#base/op.ts";
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
  const { reporter, perform, parallel = Number.POSITIVE_INFINITY } = options;
  for (const warning of plan.warnings) reporter.warn(warning);
  const made = new Map<string, string>();
  const idOf = (target: Target): string => ("id" in target ? target.id : made.get(target.madeBy)!);
  const slots = new Slots(parallel);
  const failures: unknown[] = [];
  const done = new Map<string, Promise<void>>();
  for (const step of plan.steps) done.set(step.id, whenDue(step));
  await Promise.all(done.values());
  if (failures.length > 0) throw failures[0];
  throwIfEnded(op);
  return made;

  async function whenDue(step: Step): Promise<void> {
    for (const before of step.after) await done.get(before);
    if (failures.length > 0 || op.signal.aborted) return;
    try {
      await slots.run(op, () => runStep(step));
    } catch (error) {
      failures.push(error);
    }
  }

  async function runStep(step: Step): Promise<void> {
    if (failures.length > 0) return;
    const show = (status: ProgressStatus, text: string): void => {
      for (const id of step.shown?.things ?? []) reporter.event({ id, status, text });
    };
    if (step.shown?.begin !== undefined) show("working", step.shown.begin);
    try {
      const { id, warnings = [], skipped } = await perform(op, step, idOf);
      if (id !== undefined) made.set(step.id, id);
      for (const warning of warnings)
        reporter.event({ id: step.shown?.things[0] ?? "", status: "warning", text: "", detail: warning });
      if (skipped !== undefined) show("warning", `Skipped: ${skipped}`);
      else if (step.shown?.end !== undefined) show("done", step.shown.end);
    } catch (error) {
      const tolerated = toleration(step.tolerated, error);
      if (tolerated !== undefined) {
        show(tolerated.isWarning ? "warning" : "done", tolerated.text);
        return;
      }
      show("error", step.shown?.failure ?? (error as Error).message);
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
