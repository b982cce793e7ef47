import { anyButSlash, literalToken, type PatternToken, TokenMatcher } from "./token-matcher.ts";

/** Whether a text as a whole fits a pattern. */
export interface GoPattern {
  test(text: string): boolean;
}

/**
 * Go's path.Match and filepath.Match: `*` and `?` stop at a slash, `[…]` is a class, a backslash takes the next character
 * as it is.
 * @returns undefined for what Go calls a syntax error in the pattern
 */
export function goPattern(pattern: string): GoPattern | undefined {
  const characters = [...pattern];
  const tokens: PatternToken[] = [];
  for (let at = 0; at < characters.length; at++) {
    const found = tokenAt(characters, at);
    if (found === undefined) return undefined;
    tokens.push(found.token);
    at = found.end;
  }
  return new TokenMatcher(tokens);
}

interface FoundToken {
  readonly token: PatternToken;
  /** Where its last character is. */
  readonly end: number;
}

/** The token that begins there. @returns undefined for one that is broken */
export function tokenAt(characters: readonly string[], at: number): FoundToken | undefined {
  const character = characters[at] ?? "";
  if (character === "*") return { token: { kind: "star" }, end: at };
  if (character === "?") return { token: anyButSlash, end: at };
  if (character === "[") return classAt(characters, at + 1);
  if (character !== "\\") return { token: literalToken(character), end: at };
  const next = characters[at + 1];
  return next === undefined ? undefined : { token: literalToken(next), end: at + 1 };
}

/** Whether a path has characters that are more than themselves. */
export function hasWildcards(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    if (path[at] === "\\") at++;
    else if ("*?[".includes(path[at] as string)) return true;
  }
  return false;
}

function classAt(characters: readonly string[], start: number): FoundToken | undefined {
  const negated = characters[start] === "^";
  let at = negated ? start + 1 : start;
  const ranges: Array<readonly [low: number, high: number]> = [];
  while (characters[at] !== "]" || ranges.length === 0) {
    const low = classMember(characters, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (characters[at] === "-") {
      const end = classMember(characters, at + 1);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    ranges.push([codeOf(low.character), codeOf(high.character)]);
  }
  const holds = (code: number) => ranges.some(([low, high]) => low <= code && code <= high);
  return { token: { kind: "one", passes: (character) => holds(codeOf(character)) !== negated }, end: at };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function classMember(characters: readonly string[], at: number): { character: string; next: number } | undefined {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return undefined;
  if (character !== "\\") return { character, next: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? undefined : { character: escaped, next: at + 2 };
}
