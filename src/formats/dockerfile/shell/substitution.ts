import { DockerfileError } from "../dockerfile-error.ts";
import { replaceAll, replaceFirst, trimPrefix, trimSuffix } from "./trim.ts";

const operators = ["-", "+", "?", "#", "%"] as const;

export type SubstitutionOperator = (typeof operators)[number];

export function isOperator(text: string): text is SubstitutionOperator {
  return operators.some((operator) => operator === text);
}

/** What stands in `${…}`, with all that is variable in it already expanded. */
export type Substitution =
  | {
      readonly name: string;
      readonly value: string | undefined;
      readonly operator: SubstitutionOperator;
      readonly word: string;
      /** Whether an empty value counts as none: `:-` for `-`. */
      readonly nullIsUnset: boolean;
    }
  | {
      readonly name: string;
      readonly value: string | undefined;
      readonly operator: "/" | "//";
      readonly word: string;
      readonly pattern: string;
    };

/** @throws DockerfileError where the pattern is none, or a variable must be set */
export function substituted(substitution: Substitution): string {
  const { value = "", operator, word } = substitution;
  switch (operator) {
    case "-":
      return isSet(substitution) ? value : word;
    case "+":
      return isSet(substitution) ? word : "";
    case "?":
      return required(substitution);
    case "#":
      return trimPrefix(value, ...patternAndGreed(word, operator));
    case "%":
      return trimSuffix(value, ...patternAndGreed(word, operator));
    case "/":
      return replaceFirst(value, substitution.pattern, word);
    case "//":
      return replaceAll(value, substitution.pattern, word);
  }
}

function isSet(substitution: Substitution): boolean {
  const nullIsUnset = "nullIsUnset" in substitution && substitution.nullIsUnset;
  return substitution.value !== undefined && !(nullIsUnset && substitution.value === "");
}

function required(substitution: Substitution): string {
  const { name, value, word } = substitution;
  if (isSet(substitution)) return value ?? "";
  const problem = value === undefined ? "is not allowed to be unset" : "is not allowed to be empty";
  throw new DockerfileError(`${name}: ${word === "" ? problem : word}`);
}

/** A doubled operator takes the longest match. */
function patternAndGreed(word: string, operator: string): [pattern: string, options: { greedy: boolean }] {
  const greedy = word.startsWith(operator);
  return [greedy ? word.slice(1) : word, { greedy }];
}
