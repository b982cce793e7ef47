import { LinearRegExp, type Spans } from "#formats/regexp/regexp.ts";
import { PatternError } from "#formats/regexp/syntax.ts";
import { objectOf, stringType, type Type, tupleOf } from "../value/type.ts";
import { listValue, nullOf, objectValue, stringValue, tupleValue, type Value } from "../value/value.ts";
import { checkLength, ofTexts } from "./arguments.ts";
import { FunctionError, type HclFunction } from "./function.ts";

/** Of a match, its text, or that of its groups: named ones as an object, others as a tuple. */
class Matcher {
  readonly #pattern: LinearRegExp;
  readonly #isNamed: boolean;

  constructor(text: string) {
    try {
      this.#pattern = new LinearRegExp(text);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw new FunctionError(`invalid regexp pattern: ${error.problem} in ${error.part}`, 0);
    }
    const { names } = this.#pattern;
    this.#isNamed = names.some((name) => name !== "");
    if (this.#isNamed && names.includes(""))
      throw new FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0);
  }

  get type(): Type {
    const { names } = this.#pattern;
    if (names.length === 0) return stringType;
    return this.#isNamed
      ? objectOf(names.map((name) => [name, stringType] as const))
      : tupleOf(names.map(() => stringType));
  }

  first(text: string): Value {
    const found = this.#pattern.match(text);
    if (found === undefined) throw new FunctionError("pattern did not match any part of the given string");
    return this.#shown(text, found);
  }

  all(text: string): Value {
    return listValue(
      [...this.#pattern.matches(text)].map((spans) => this.#shown(text, spans)),
      this.type,
    );
  }

  #shown(text: string, spans: Spans): Value {
    const { names } = this.#pattern;
    if (names.length === 0) return stringValue(text.slice(spans[0], spans[1]));
    const groups = names.map((_, at) => {
      const [start, end] = [spans[2 * at + 2]!, spans[2 * at + 3]!];
      return start < 0 ? nullOf(stringType) : stringValue(text.slice(start, end));
    });
    return this.#isNamed ? objectValue(names.map((name, at) => [name, groups[at]!] as const)) : tupleValue(groups);
  }
}

function replace(text: string, pattern: string, by: string): Value {
  try {
    const replaced = new LinearRegExp(pattern).replaceAll(text, by);
    checkLength(replaced.length);
    return stringValue(replaced);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new FunctionError(error.message);
  }
}

export const patternFunctions: Readonly<Record<string, HclFunction>> = {
  regex: ofTexts(["pattern", "string"], (pattern, text) => new Matcher(pattern!).first(text!)),
  regexall: ofTexts(["pattern", "string"], (pattern, text) => new Matcher(pattern!).all(text!)),
  regex_replace: ofTexts(["str", "pattern", "replace"], (text, pattern, by) => replace(text!, pattern!, by!)),
};
