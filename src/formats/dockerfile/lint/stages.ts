import { quote } from "#base/strconv.ts";
import type { Written } from "../instructions/instruction.ts";
import type { Stage } from "../instructions/parse-stages.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

const reserved: ReadonlySet<string> = new Set(["context", "scratch"]);

/** Rules ReservedStageName and DuplicateStageName. */
export function checkStageNames(stages: readonly Stage[], report: LintReport): void {
  const seen = new Set<string>();
  for (const { from } of stages) {
    const { name, range } = from;
    if (name === "") continue;
    if (reserved.has(name)) {
      const message = `Stage name should not use the same name as reserved stage ${quote(name)}`;
      report({ rule: lintRules.reservedStageName, message, range });
    }
    if (seen.has(name)) {
      const message = `Duplicate stage name ${quote(name)}, stage names should be unique`;
      report({ rule: lintRules.duplicateStageName, message, range });
    }
    seen.add(name);
  }
}

/** Rule ConsistentInstructionCasing: all words of instructions in the case of most of them, capitals if there are as many. */
export function checkInstructionCasing(stages: readonly Stage[], report: LintReport): void {
  const written: Written[] = stages.flatMap(({ from, commands }) => [from, ...commands]);
  const small = written.filter(({ word }) => word === word.toLowerCase()).length;
  const capital = written.filter(({ word }) => word === word.toUpperCase() && word !== word.toLowerCase()).length;
  const [inCase, name] =
    small > capital
      ? [(word: string) => word.toLowerCase(), "lowercase"]
      : [(word: string) => word.toUpperCase(), "uppercase"];
  for (const { word, range } of written) {
    if (word === inCase(word)) continue;
    const message = `Command '${word}' should match the case of the command majority (${name})`;
    report({ rule: lintRules.consistentInstructionCasing, message, range });
  }
}
