import { cleanGoPath } from "#base/go-path.ts";
import { quote } from "#base/strconv.ts";
import type { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import type { AddInstruction, CopyInstruction } from "../instructions/instruction.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/**
 * Rule CopyIgnoredFile: a source in the build context that its ignore file leaves out. With exceptions in that it is not
 * looked at: they may let in what lies below.
 */
export function checkCopySource(
  { kind, range }: AddInstruction | CopyInstruction,
  source: string,
  ignored: PatternMatcher | undefined,
  report: LintReport,
): void {
  if (ignored === undefined || ignored.hasExceptions) return;
  const path = cleanGoPath(source);
  if (!ignored.match(path).matched) return;
  const verb = kind === "add" ? "Add" : "Copy";
  const message = `Attempting to ${verb} file ${quote(path)} that is excluded by .dockerignore`;
  report({ rule: lintRules.copyIgnoredFile, message, range });
}
