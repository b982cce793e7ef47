import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { BuildFailure } from "../../build/build-failure.ts";
import { buildTargets, type TargetsToBuild } from "../../build/build-targets.ts";
import { definitionEvents } from "../../build/progress/local-step.ts";
import { makePrinter } from "../../build/progress/make-printer.ts";
import { PausingProgress } from "../../build/progress/pausing-progress.ts";
import { answersOf, showAnswers } from "../../build/show-answers.ts";
import { failureText } from "../../build/show-failure.ts";
import { ExitError } from "../../errors.ts";
import type { Io } from "../../io/io.ts";
import type { ProgressMode } from "../settings.ts";

interface ShownBuild extends Pick<TargetsToBuild, "targets" | "allow"> {
  readonly mode: ProgressMode;
  /** The same as a file of bake. */
  readonly definitions: string;
}

/** Builds, and shows it as Compose does: on standard output; why it failed, with its lines far apart. @throws ExitError */
export async function buildShown(op: Op, io: Io, client: Client, build: ShownBuild): Promise<void> {
  const { targets, allow, mode, definitions } = build;
  const progress = new PausingProgress(() => makePrinter(io.stdout, io.env, mode === "json" ? "rawjson" : mode));
  const now = io.now();
  const read = { name: "from stdin", size: Buffer.byteLength(definitions), total: 0 };
  progress.events(definitionEvents([read], { startedAt: now, now }));
  try {
    const solved = await buildTargets(op, io, client, { targets, allow, progress });
    progress.finish();
    if (showAnswers(io.stdout, answersOf(solved)) !== 0)
      throw new ExitError(1, "failed to execute bake: exit status 1");
  } catch (error) {
    progress.finish();
    if (!(error instanceof BuildFailure)) throw error;
    const lines = failureText(error, "").trimEnd().split("\n");
    throw new ExitError(1, `${lines.join("\n\n")}\n${mode === "json" ? "" : "\n"}`);
  }
}
