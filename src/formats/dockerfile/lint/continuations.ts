import type { SourceRange } from "../source-range.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/** Rule NoEmptyContinuation, of what the parser found. */
export function reportEmptyContinuations(ranges: readonly SourceRange[], report: LintReport): void {
  for (const range of ranges)
    report({ rule: lintRules.noEmptyContinuation, message: "Empty continuation line", range });
}
