import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { type HookSource, performer } from "#compose/execute/perform.ts";
import type { ProgressEvent, Reporter } from "#compose/execute/progress.ts";
import { ProjectEvents } from "#compose/execute/project-events.ts";
import type { HookOutput } from "#compose/execute/run-hook.ts";
import { type MadeContainers, type Perform, runPlan } from "#compose/execute/run-plan.ts";
import type { Plan } from "#compose/plan/operation.ts";
import type { Io } from "../../io/io.ts";
import type { ComposeInvocation } from "../command.ts";
import { openProgress, progressForm } from "../progress/open-progress.ts";
import type { ProgressWriter } from "../progress/writer.ts";

export interface CarryOutOptions {
  readonly project: { readonly name: string; readonly workingDir: string };
  /** Above the progress of a terminal. */
  readonly title: string;
  /** Instead of a writer of its own. */
  readonly progress?: ProgressWriter;
  /** What was done before, and is told first. */
  readonly told?: readonly ProgressEvent[];
  hookOutput?(of: HookSource): HookOutput;
}

type Invocation = Pick<ComposeInvocation, "settings" | "projects">;

/** Progress as the settings have it. */
export function progressOf(io: Io, { settings }: Invocation, title: string): ProgressWriter {
  return openProgress(io, { mode: settings.progress, isDryRun: settings.isDryRun, title });
}

/** Whether progress is lines of a terminal that change. */
export function changesInPlace(io: Io, { settings }: Invocation): boolean {
  return progressForm(io, settings.progress) === "terminal";
}

/** Does the steps of a plan, or only says so, and shows them. @throws the first failure */
export async function carryOut(
  op: Op,
  io: Io,
  client: Client,
  { plan, invocation, options }: { plan: Plan; invocation: Invocation; options: CarryOutOptions },
): Promise<MadeContainers> {
  const { settings, projects } = invocation;
  const progress = options.progress ?? progressOf(io, invocation, options.title);
  for (const event of options.told ?? []) progress.event(event);
  const reporter: Reporter = { event: (event) => progress.event(event), warn: (text) => projects.warn(text) };
  await using changes = new ProjectEvents(op, client, options.project.name);
  const perform = settings.isDryRun
    ? pretend
    : performer({
        client,
        changes,
        hookOutput: (of) => options.hookOutput?.(of) ?? (() => {}),
        readText: (path) => readFileSync(resolve(options.project.workingDir, path), "utf8"),
      });
  try {
    return await runPlan(op, plan, { reporter, perform, parallel: settings.parallel });
  } finally {
    if (options.progress === undefined) progress.stop();
  }
}

/** Nothing is done: what would be made has a name that no engine gives. */
const pretend: Perform = async (_op, { id, operation }) =>
  operation.kind === "create container" ? { id: `dry-run-${id}` } : {};
