import { EngineError } from "#base/errors.ts";
import { parseModeChange } from "#formats/file-mode.ts";
import { goPattern, hasWildcards } from "#formats/patterns/go-pattern.ts";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { textOf } from "../mutate.ts";

const isRefusal = (error: unknown): boolean => error instanceof EngineError;
const patternWords = [
  "*",
  "**",
  "**/",
  "?",
  "/",
  "a",
  "b",
  "ab",
  "[ab]",
  "[^a]",
  "[a-z]",
  "[",
  "]",
  "\\",
  "!",
  ".",
  "..",
  "-",
  "é",
  "☺",
  " ",
  "\n",
];
const modeWords = ["u", "g", "o", "a", "+", "-", "=", "r", "w", "x", "X", "s", "t", ",", "7", "0644", "8", " "];

/** Patterns of COPY and .dockerignore: each ends soon, and what a folder matches its files match. */
export const patterns: FuzzTarget = {
  name: "patterns",
  make: (random) =>
    Buffer.from(`${textOf(random, patternWords, random.once(20) ? 200 : 12)}\0${textOf(random, patternWords, 12)}`),
  check(input) {
    const [pattern = "", path = ""] = input.toString("utf8").split("\0");
    const found = goPattern(pattern);
    if (
      found !== undefined &&
      !hasWildcards(pattern) &&
      !pattern.includes("\\") &&
      found.test(path) !== (pattern === path)
    )
      throw new Unfit("plain, and fits another");
    if (found?.test("a".repeat(300)) === true && !pattern.includes("*"))
      throw new Unfit("fits a long name without a star");
    const matcher = new PatternMatcher([pattern]);
    const { matched, info } = matcher.match(path);
    if (matched && !matcher.match(`${path}/below`, info).matched)
      throw new Unfit("a folder matches, what is in it does not");
    matcher.match("a/".repeat(100));
  },
  isRefusal,
};

/** Modes of --chmod: what they give is a mode, and an octal one is itself. */
export const modes: FuzzTarget = {
  name: "modes",
  make: (random) => Buffer.from(textOf(random, modeWords, 8)),
  check(input) {
    const text = input.toString("utf8");
    const change = parseModeChange(text);
    for (const isDirectory of [true, false])
      for (const mode of [0, 0o644, 0o7777]) {
        const changed = change(mode, { isDirectory });
        if (!Number.isInteger(changed) || (changed & ~0o7777) !== 0)
          throw new Unfit(`${text} of ${mode} is ${changed}`);
      }
  },
  isRefusal,
};
