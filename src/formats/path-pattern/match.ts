import { classHas } from "./character-class.ts";
import { type PatternToken, parsePatternTokens } from "./tokens.ts";

/** A pattern of Go's `filepath.Match`, read once for many names. */
export type PathPattern = readonly PatternToken[];

/** @throws invalid-argument `syntax error in pattern` */
export function parsePathPattern(pattern: string): PathPattern {
  return parsePatternTokens(pattern);
}

/** Whether `name` as a whole is what the pattern means; `*` and `?` match no slash, classes may. */
export function matchesPath(pattern: PathPattern, name: string): boolean {
  const chars = [...name];
  let [token, at] = [0, 0];
  // Where the last star is, and what it has matched so far: only that one has to be tried again.
  let [star, starEnd] = [-1, 0];
  for (;;) {
    if (pattern[token]?.kind === "star") {
      star = token;
      starEnd = at;
      token += 1;
      continue;
    }
    if (token === pattern.length && at === chars.length) return true;
    const char = chars[at];
    const current = pattern[token];
    if (current !== undefined && char !== undefined && matchesChar(current, char)) {
      token += 1;
      at += 1;
      continue;
    }
    const passed = chars[starEnd];
    if (star < 0 || passed === undefined || passed === "/") return false;
    starEnd += 1;
    token = star + 1;
    at = starEnd;
  }
}

function matchesChar(token: PatternToken, char: string): boolean {
  if (token.kind === "char") return token.char === char;
  return token.kind === "class" ? classHas(token.members, char) : char !== "/";
}
