import type { ArgInstruction } from "#formats/dockerfile/instructions/instruction.ts";
import type { Stage } from "#formats/dockerfile/instructions/parse-stages.ts";
import { checkDefaultBases } from "#formats/dockerfile/lint/base-images.ts";
import { reportEmptyContinuations } from "#formats/dockerfile/lint/continuations.ts";
import type { LintReport } from "#formats/dockerfile/lint/linter.ts";
import { checkInstructionCasing, checkStageNames } from "#formats/dockerfile/lint/stages.ts";
import type { ParsedDockerfile } from "#formats/dockerfile/parser/parse.ts";
import { expandWord } from "#formats/dockerfile/shell/expand.ts";
import { globalArguments } from "./global-arguments.ts";

export interface LintedDockerfile {
  readonly parsed: ParsedDockerfile;
  readonly stages: readonly Stage[];
  readonly metaArgs: readonly ArgInstruction[];
  readonly automatic: ReadonlyMap<string, string>;
  readonly report: LintReport;
}

/** What can be found in a Dockerfile before any of its stages is read. */
export function checkDockerfile({ parsed, stages, metaArgs, automatic, report }: LintedDockerfile): void {
  reportEmptyContinuations(parsed.emptyContinuations, report);
  checkStageNames(stages, report);
  checkInstructionCasing(stages, report);
  const defaults = defaultArguments({ parsed, metaArgs, automatic });
  if (defaults === undefined) return;
  checkDefaultBases(stages, (text) => expandWord(text, defaults, { escape: parsed.escape }).text, report);
}

/** Undefined where they are wrong: the build finds that again. */
function defaultArguments({
  parsed,
  metaArgs,
  automatic,
}: Pick<LintedDockerfile, "parsed" | "metaArgs" | "automatic">): ReadonlyMap<string, string> | undefined {
  try {
    return globalArguments(automatic, metaArgs, { given: {}, escape: parsed.escape }).values;
  } catch {
    return undefined;
  }
}
