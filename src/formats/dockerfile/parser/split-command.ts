import { isGoSpace, trimGoSpace } from "#base/go-space.ts";

/** A line in its first parts. */
export interface CommandLine {
  readonly word: string;
  readonly flags: readonly string[];
  readonly rest: string;
}

/** Parts the word of an instruction, its flags and the rest. */
export function splitCommand(line: string, token: string): CommandLine {
  const trimmed = trimGoSpace(line);
  const blank = /[\t\v\f\r ]+/.exec(trimmed);
  if (blank === null) return { word: trimmed, flags: [], rest: "" };
  const { flags, rest } = splitFlags(trimmed.slice(blank.index + blank[0].length), token);
  return { word: trimmed.slice(0, blank.index), flags, rest: trimGoSpace(rest) };
}

/** The words that begin with `--`, up to the first that does not, or to `--`. */
function splitFlags(line: string, token: string): { readonly flags: string[]; readonly rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isGoSpace(line[at] ?? "")) at++;
    if (!line.startsWith("--", at)) return { flags, rest: line.slice(at) };
    const { word, end } = flagAt(line, at, token);
    at = end;
    if (word === "--") return { flags, rest: line.slice(at) };
    flags.push(word);
  }
}

/** A word without its quotes and escapes. */
function flagAt(line: string, from: number, token: string): { readonly word: string; readonly end: number } {
  let word = "";
  let quote = "";
  let at = from;
  for (; at < line.length; at++) {
    const char = line[at] ?? "";
    if (quote === "" && isGoSpace(char)) break;
    if (char === token) {
      if (at + 1 === line.length) quote = "";
      else word += line[++at] ?? "";
    } else if (char === quote) quote = "";
    else if (quote === "" && (char === "'" || char === '"')) quote = char;
    else word += char;
  }
  return { word, end: at };
}
