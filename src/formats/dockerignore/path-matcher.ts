import { EngineError } from "#base/errors.ts";
import { cleanGoPath } from "#base/go-path.ts";
import { trimGoSpace } from "#base/go-space.ts";
import { type PathTest, parseIgnorePattern } from "./ignore-pattern.ts";

interface Rule {
  readonly test: PathTest;
  /** `!`: what matches is let in again. */
  readonly isException: boolean;
}

/** Which rules a folder matched: what lies in it matches them too. */
export type FolderMatches = readonly boolean[];

/**
 * Says which paths a list of patterns leaves out, as moby's patternmatcher does: the last pattern that matches a path or a
 * folder above it decides. Paths are relative, clean and have slashes.
 */
export class PathMatcher {
  readonly #rules: readonly Rule[];

  /** @throws invalid-argument `syntax error in pattern` or `illegal exclusion pattern: "!"` */
  constructor(patterns: readonly string[]) {
    this.#rules = patterns.flatMap((text) => {
      const trimmed = trimGoSpace(text);
      return trimmed === "" ? [] : [ruleOf(cleanGoPath(trimmed))];
    });
  }

  /** Whether there are exceptions: what is below a folder left out may then come in again. */
  get hasExceptions(): boolean {
    return this.#rules.some(({ isException }) => isException);
  }

  /** Whether the path is left out, itself or by a folder above it. */
  matches(path: string): boolean {
    return this.matchBelow(path).isMatch;
  }

  /**
   * As `matches`, for who goes through a tree from above: with what this said of the folder of `path` it need not look at
   * those above again. It differs where an exception names a folder that nothing before it left out: that lets nothing in.
   */
  matchBelow(path: string, folder?: FolderMatches): { readonly isMatch: boolean; readonly matches: FolderMatches } {
    let isMatch = false;
    const matches = this.#rules.map(({ test, isException }, index) => {
      let found = folder?.[index] ?? false;
      // A rule that would change nothing is not looked at, nor will it be for what lies below.
      if (!found && isException === isMatch) found = test(path, { withFolders: folder === undefined });
      if (found) isMatch = !isException;
      return found;
    });
    return { isMatch, matches };
  }
}

function ruleOf(pattern: string): Rule {
  const isException = pattern.startsWith("!");
  if (pattern === "!") throw new EngineError("invalid-argument", 'illegal exclusion pattern: "!"');
  return { test: parseIgnorePattern(isException ? pattern.slice(1) : pattern), isException };
}
