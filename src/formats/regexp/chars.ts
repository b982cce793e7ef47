import { type CharTest, PatternError } from "./syntax.ts";

const between =
  (...ranges: readonly (readonly [number, number])[]): CharTest =>
  (code) =>
    ranges.some(([low, high]) => code >= low && code <= high);
const code = (char: string): number => char.codePointAt(0)!;
const range = (low: string, high: string): readonly [number, number] => [code(low), code(high)];

export const not =
  (test: CharTest): CharTest =>
  (one) =>
    !test(one);

const digit = between(range("0", "9"));
const perlSpace = between(range("\t", "\n"), range("\f", "\r"), range(" ", " "));
export const isWord = between(range("0", "9"), range("A", "Z"), range("a", "z"), range("_", "_"));

/** The classes of a backslash and a letter. */
export const perlClasses: Readonly<Record<string, CharTest>> = {
  d: digit,
  D: not(digit),
  s: perlSpace,
  S: not(perlSpace),
  w: isWord,
  W: not(isWord),
};

/** The classes within brackets: `[:alpha:]`. */
export const namedClasses: Readonly<Record<string, CharTest>> = {
  alnum: between(range("0", "9"), range("A", "Z"), range("a", "z")),
  alpha: between(range("A", "Z"), range("a", "z")),
  ascii: between([0, 0x7f]),
  blank: between(range("\t", "\t"), range(" ", " ")),
  cntrl: between([0, 0x1f], [0x7f, 0x7f]),
  digit,
  graph: between(range("!", "~")),
  lower: between(range("a", "z")),
  print: between(range(" ", "~")),
  punct: between(range("!", "/"), range(":", "@"), range("[", "`"), range("{", "~")),
  space: between(range("\t", "\r"), range(" ", " ")),
  upper: between(range("A", "Z")),
  word: isWord,
  xdigit: between(range("0", "9"), range("A", "F"), range("a", "f")),
};

/** The characters of a general category or a script of Unicode. */
export function unicodeClass(name: string, isNegated: boolean, part: string): CharTest {
  if (name === "Any") return () => !isNegated;
  for (const property of [name, `Script=${name}`]) {
    if (property === name && !/^[A-Z][a-z]?$/.test(name)) continue;
    try {
      const pattern = new RegExp(`^\\p{${property}}$`, "u");
      return (one) => pattern.test(String.fromCodePoint(one)) !== isNegated;
    } catch {
      // It is no property of that kind.
    }
  }
  throw new PatternError("invalid character class range", part);
}

/** Also what is the same but for its case. */
export function folded(test: CharTest): CharTest {
  return (one) => {
    if (test(one)) return true;
    const char = String.fromCodePoint(one);
    return [char.toLowerCase(), char.toUpperCase()].some((other) => [...other].length === 1 && test(code(other)));
  };
}
