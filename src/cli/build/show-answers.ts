import type { Output } from "../io/io.ts";
import { type Question, showAnswer } from "./show-answer.ts";
import type { SolvedTarget } from "./solve-target.ts";

/** What a target was asked instead of a build. */
export interface TargetAnswer {
  readonly name: string;
  readonly question: Question;
  readonly answer: Readonly<Record<string, string>>;
  readonly fileName: string;
}

/** The answers of targets that were asked something, by name. */
export function answersOf(solved: ReadonlyMap<string, SolvedTarget>): TargetAnswer[] {
  const sorted = [...solved].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(
    ([
      name,
      {
        outcome: { answer },
        question,
        fileName,
      },
    ]) => (answer === undefined || question === "build" ? [] : [{ name, answer, question, fileName }]),
  );
}

/** Prints each behind its target's name and description. @returns the highest of their exit codes */
export function showAnswers(
  output: Output,
  answers: readonly TargetAnswer[],
  describe: (name: string) => string = () => "",
): number {
  const codes = answers.map(({ name, answer, question, fileName }, at) => {
    const description = describe(name);
    output.write(`${at === 0 ? "" : "\n"}${name}\n${description === "" ? "" : `${description}\n`}\n`);
    return showAnswer(output, question, { answer, format: "", fileName });
  });
  return Math.max(0, ...codes);
}
