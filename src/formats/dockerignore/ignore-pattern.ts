import { classHas } from "#formats/path-pattern/character-class.ts";
import { type PatternToken, parsePatternTokens } from "#formats/path-pattern/tokens.ts";

/** A part of a pattern of a `.dockerignore`: as of `filepath.Match`, and `**`. */
type IgnoreToken =
  | PatternToken
  /** Any number of folders, none too. */
  | { readonly kind: "folders" }
  /** Anything. */
  | { readonly kind: "rest" };

/** Decides whether a clean, relative path is what a pattern means, or where `withFolders` one of the folders above it. */
export type PathTest = (path: string, options: { readonly withFolders: boolean }) => boolean;

/**
 * Reads a pattern as moby's patternmatcher does, with the shorter ways it has for patterns without wildcards but `**` at an
 * end: `foo**` is what begins with `foo`, `**foo` is what ends with it.
 * @throws invalid-argument `syntax error in pattern`
 */
export function parseIgnorePattern(pattern: string): PathTest {
  const tokens = withDeepStars(parsePatternTokens(pattern));
  const isPlain = !pattern.includes("\\");
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (isPlain && tokens.every(isChar))
    return (path, { withFolders }) => path === pattern || (withFolders && path.startsWith(`${pattern}/`));
  if (isPlain && isDeep(first) && tokens.slice(1).every(isChar)) return suffixTest(pattern.slice(2));
  if (isPlain && last?.kind === "rest" && tokens.slice(0, -1).every(isChar)) {
    const prefix = pattern.slice(0, pattern.lastIndexOf("**"));
    return (path) => path.startsWith(prefix);
  }
  return (path, { withFolders }) => matches(tokens, path, withFolders);
}

function suffixTest(suffix: string): PathTest {
  const isOne = (path: string): boolean =>
    path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  return (path, { withFolders }) => isOne(path) || (withFolders && foldersOf(path).some(isOne));
}

/** The folders above a path, from the top; of one directly in the root there are none. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isChar(token: IgnoreToken): boolean {
  return token.kind === "char";
}

function isDeep(token: IgnoreToken | undefined): boolean {
  return token?.kind === "folders" || token?.kind === "rest";
}

/** Two stars with the slash after them. */
function withDeepStars(tokens: readonly PatternToken[]): IgnoreToken[] {
  const found: IgnoreToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind !== "star" || tokens[at + 1]?.kind !== "star") {
      found.push(token);
      continue;
    }
    at += 1;
    const next = tokens[at + 1];
    if (next?.kind === "char" && next.char === "/") at += 1;
    found.push({ kind: at + 1 < tokens.length ? "folders" : "rest" });
  }
  return found;
}

/** Follows all ways at once: each character of the path moves the set of tokens that may come next. */
function matches(tokens: readonly IgnoreToken[], path: string, withFolders: boolean): boolean {
  const end = tokens.length * 2;
  let states = closure(tokens, [0]);
  for (const [index, char] of [...path].entries()) {
    if (withFolders && char === "/" && index > 0 && states.has(end)) return true;
    const next = new Set<number>();
    for (const state of states) for (const reached of after(tokens, state, char)) next.add(reached);
    if (next.size === 0) return false;
    states = closure(tokens, next);
  }
  return states.has(end);
}

/*
 * A state is twice the number of the next token; odd within `folders`, which has begun and must end in a slash.
 */

function after(tokens: readonly IgnoreToken[], state: number, char: string): number[] {
  const token = tokens[state >> 1];
  if (token === undefined) return [];
  switch (token.kind) {
    case "char":
      return token.char === char ? [state + 2] : [];
    case "any":
      return char === "/" ? [] : [state + 2];
    case "class":
      return classHas(token.members, char) ? [state + 2] : [];
    case "star":
      return char === "/" ? [] : [state];
    case "rest":
      return char === "\n" ? [] : [state];
    case "folders": {
      if (char === "\n") return [];
      const within = state | 1;
      return char === "/" ? [within, (state >> 1) * 2 + 2] : [within];
    }
  }
}

/** The states with those that need no character. */
function closure(tokens: readonly IgnoreToken[], from: Iterable<number>): Set<number> {
  const states = new Set<number>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (states.has(state)) continue;
    states.add(state);
    const kind = tokens[state >> 1]?.kind;
    const isSkippable = kind === "star" || kind === "rest" || kind === "folders";
    if (isSkippable && state % 2 === 0) open.push(state + 2);
  }
  return states;
}
