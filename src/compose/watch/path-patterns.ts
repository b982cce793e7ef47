import { resolve } from "node:path";
import { cleanGoPath } from "#base/go-path.ts";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";

/** Patterns of whole paths, written relative to a folder; those of a `.dockerignore` are. */
export class PathPatterns {
  readonly #matcher: PatternMatcher;

  /** @param folder absolute */
  constructor(
    readonly folder: string,
    patterns: readonly string[],
  ) {
    // `*` alone stands for nothing here: what is not excepted from it counts.
    const kept = patterns.includes("*") ? patterns.filter((pattern) => pattern.startsWith("!")) : patterns;
    this.#matcher = new PatternMatcher(kept.flatMap((pattern) => this.#whole(pattern.trim())));
  }

  /** Whether a path, or a folder that it is in, is meant. A name alone is one in the folder. */
  matches(path: string): boolean {
    return this.#matcher.match(resolve(this.folder, path).slice(1)).matched;
  }

  #whole(pattern: string): string[] {
    if (pattern === "") return [];
    const clean = cleanGoPath(pattern);
    const isException = clean.startsWith("!");
    const whole = resolve(this.folder, isException ? clean.slice(1) : clean).slice(1);
    return [isException ? `!${whole}` : whole];
  }
}

/** What editors and tools write beside the files that they change (GoLand, Emacs, Vim, Kate, Go). */
const passing = [
  ...["**/*___jb_old___", "**/*___jb_tmp___", "**/.idea/**"],
  ...["**/.#*", "**/#*#"],
  ...["**/4913", "**/*~", "**/.*.swp", "**/.*.swx", "**/.*.swo", "**/.*.swn"],
  "**/.*.kate-swp",
  "**/*-go-tmp-umask",
];

/** What is never watched. */
export const neverWatched: readonly PathPatterns[] = [new PathPatterns("/", passing), new PathPatterns("/", [".git/"])];
