import { posix } from "node:path";
import { EngineError } from "#base/errors.ts";
import { goPattern, tokenAt } from "./go-pattern.ts";
import { type PatternToken, TokenMatcher } from "./token-matcher.ts";

/** Of one path: which patterns it, or a folder above it, matches. */
export type MatchInfo = readonly boolean[];

/** A pattern of `.dockerignore`, cleaned; `!` makes it an exception to those before. */
export interface IgnorePattern {
  readonly text: string;
  readonly exception: boolean;
  readonly matches: (path: string) => boolean;
}

/** The patterns of a `.dockerignore`, `--exclude` or `--include`, by the rules of moby/patternmatcher: the last that matches wins. */
export class PatternMatcher {
  readonly patterns: readonly IgnorePattern[];

  /** @throws invalid-argument */
  constructor(patterns: readonly string[]) {
    this.patterns = patterns
      .map((pattern) => pattern.trim())
      .flatMap((pattern) => (pattern === "" ? [] : [parse(pattern)]));
  }

  get hasExceptions(): boolean {
    return this.patterns.some((pattern) => pattern.exception);
  }

  /**
   * @param path relative and clean
   * @param parent what is known of its folder; undefined: of none above it
   */
  match(path: string, parent?: MatchInfo): { readonly matched: boolean; readonly info: MatchInfo } {
    let matched = false;
    const info = new Array<boolean>(this.patterns.length).fill(false);
    for (const [at, pattern] of this.patterns.entries()) {
      if (parent?.[at] !== true && pattern.exception !== matched) continue;
      const fits =
        parent?.[at] === true || pattern.matches(path) || (parent === undefined && fitsParent(pattern, path));
      info[at] = fits;
      if (fits) matched = !pattern.exception;
    }
    return { matched, info };
  }

  /** Whether something below the folder at `path`, which did not match, may match: where only plain paths can tell. */
  mayMatchBelow(path: string): boolean {
    return this.patterns.some(({ exception, text }) => !exception && leadsBelow(text, path));
  }

  /** Whether something below the folder at `path`, which did match, may be an exception. */
  mayExceptBelow(path: string): boolean {
    return this.patterns.some(({ exception, text }) => exception && leadsBelow(text, path));
  }
}

function leadsBelow(pattern: string, folder: string): boolean {
  const plain = pattern.replace(/\/\*\*?$/, "");
  return /[*[\]?^\\]/.test(plain) || `${plain}/`.startsWith(`${folder}/`);
}

function fitsParent(pattern: IgnorePattern, path: string): boolean {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1))
    if (pattern.matches(path.slice(0, slash))) return true;
  return false;
}

function parse(given: string): IgnorePattern {
  const clean = posix.normalize(given).replace(/(?<=.)\/$/, "");
  const exception = clean.startsWith("!");
  if (clean === "!") throw invalid('illegal exclusion pattern: "!"');
  const text = exception ? clean.slice(1) : clean;
  if (goPattern(text) === undefined) throw invalid("syntax error in pattern");
  return { text, exception, matches: compile(text) };
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/** `**` is any number of folders. */
function compile(text: string): (path: string) => boolean {
  if (text === "**") return () => true;
  if (!/[*?[\]\\]/.test(text)) return (path) => path === text;
  const prefix = /^([^*?[\]\\]*)\*\*$/.exec(text)?.[1];
  if (prefix !== undefined) return (path) => path.startsWith(prefix);
  const suffix = /^\*\*([^*?[\]\\]*)$/.exec(text)?.[1];
  if (suffix !== undefined)
    return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  const matcher = new TokenMatcher(tokensOf([...text]));
  return (path) => matcher.test(path);
}

/** Of a pattern that Go finds well formed. */
function tokensOf(characters: readonly string[]): PatternToken[] {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < characters.length; at++) {
    if (characters[at] === "*" && characters[at + 1] === "*") {
      at += characters[at + 2] === "/" ? 2 : 1;
      tokens.push({ kind: at >= characters.length - 1 ? "rest" : "folders" });
      continue;
    }
    const found = tokenAt(characters, at);
    if (found === undefined) throw invalid("syntax error in pattern");
    tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}
