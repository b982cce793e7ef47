import { suggestionFor } from "#base/suggest.ts";
import type { SourceRange } from "../source-range.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/** Arguments of the builder that are never among the variables of a stage. */
const ofTheBuilder: ReadonlySet<string> = new Set(["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]);

/** What an instruction asked for, and what there was. */
export interface VariableUse {
  /** `unmatched` of the expansions of its words. */
  readonly unmatched: Iterable<string>;
  /** Names that are declared, with a value or without. */
  readonly declared: { has(name: string): boolean };
  /** Names that may be meant: those with a value. */
  readonly known: Iterable<string>;
}

/** Rule UndefinedVar: an instruction of a stage names a variable that neither `ENV` nor `ARG` declares. */
export function reportUndefinedVariables(use: VariableUse, range: SourceRange, report: LintReport): void {
  for (const name of use.unmatched) {
    if (use.declared.has(name) || ofTheBuilder.has(name)) continue;
    const suggestion = suggestionFor(name, use.known, { caseSensitive: true });
    const message = `Usage of undefined variable '$${name}'${suggestion === undefined ? "" : ` (did you mean $${suggestion}?)`}`;
    report({ rule: lintRules.undefinedVar, message, range });
  }
}

/** Rule UndefinedArgInFrom: `FROM` names an argument that no `ARG` before the first `FROM` declares. */
export function reportUndefinedArguments(use: VariableUse, range: SourceRange, report: LintReport): void {
  for (const name of use.unmatched) {
    if (use.declared.has(name)) continue;
    const suggestion = suggestionFor(name, use.known, { caseSensitive: true });
    const message = `FROM argument '${name}' is not declared${suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`}`;
    report({ rule: lintRules.undefinedArgInFrom, message, range });
  }
}
