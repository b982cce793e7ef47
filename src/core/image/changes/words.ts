import { EngineError } from "#base/errors.ts";

/** Splits at blanks that are neither quoted nor escaped; quotes and backslashes stay (Dockerfile reference, "Escape"). */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "\\" && quote !== "'") {
      word += char + (text[++at] ?? "");
      continue;
    }
    if (quote === "" && /\s/.test(char)) {
      if (word !== "") words.push(word);
      word = "";
      continue;
    }
    if (quote === "" && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = "";
    word += char;
  }
  if (word !== "") words.push(word);
  return words;
}

/**
 * Pairs of `ENV` and `LABEL`: `name=value …`, or the old `name value` with one pair a line.
 * @throws invalid-argument
 */
export function pairsOf(word: string, rest: string): Array<readonly [name: string, value: string]> {
  const words = splitWords(rest);
  const [first] = words;
  if (first === undefined) throw invalid(`${word} requires at least one argument`);
  if (!first.includes("=")) {
    const value = rest.trim().slice(first.length).trim();
    if (value === "") throw invalid(`${word} must have two arguments`);
    return [[first, value]];
  }
  return words.map((pair) => {
    const equals = pair.indexOf("=");
    if (equals < 0)
      throw invalid(`Syntax error - can't find = in ${JSON.stringify(pair)}. Must be of the form: name=value`);
    if (equals === 0) throw invalid(`${word} names can not be blank`);
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
}

/** Takes quotes and backslashes away and puts variables in (Dockerfile reference, "Environment replacement"). */
export function expandWord(text: string, variable: (name: string) => string | undefined): string {
  let out = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quote === "'" || (char === "'" && quote === "")) {
      if (char === "'") quote = quote === "" ? "'" : "";
      else out += char;
    } else if (char === '"') quote = quote === "" ? '"' : "";
    else if (char === "\\") out += text[++at] ?? "";
    else if (char === "$") {
      const found = variableAt(text.slice(at));
      if (found === undefined) out += char;
      else {
        out += replacementOf(found, variable);
        at += found.length - 1;
      }
    } else out += char;
  }
  return out;
}

interface FoundVariable {
  readonly length: number;
  readonly name: string;
  readonly operator: string;
  readonly word: string;
}

function variableAt(text: string): FoundVariable | undefined {
  const plain = /^\$([A-Za-z_]\w*)/.exec(text);
  if (plain !== null) return { length: plain[0].length, name: plain[1] ?? "", operator: "", word: "" };
  const braced = /^\$\{(\w+)(?:(:[-+])([^}]*))?\}/.exec(text);
  if (braced === null) return undefined;
  return { length: braced[0].length, name: braced[1] ?? "", operator: braced[2] ?? "", word: braced[3] ?? "" };
}

function replacementOf(found: FoundVariable, variable: (name: string) => string | undefined): string {
  const value = variable(found.name) ?? "";
  if (found.operator === ":-") return value === "" ? found.word : value;
  if (found.operator === ":+") return value === "" ? "" : found.word;
  return value;
}

export function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
