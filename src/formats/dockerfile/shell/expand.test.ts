import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { ExpansionError, expandWord, noVariables, variablesOf } from "./expand.ts";

interface Case {
  readonly word: string;
  readonly text?: string;
  /** Where they are not just the text. */
  readonly words?: readonly string[];
  readonly unmatched?: readonly string[];
  readonly error?: string;
}

/** Words as Docker 28.5 expands them. */
const golden = JSON.parse(readFileSync(`${import.meta.dirname}/golden/words.json`, "utf8")) as {
  readonly variables: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
};
const variables = new Map(Object.entries(golden.variables));

for (const { word, text, words, unmatched = [], error } of golden.cases)
  test(`golden ${word}`, () => {
    if (text === undefined) {
      expect(refusal(word)).toEqual({ message: error, unmatched });
      return;
    }
    const result = expandWord(word, variables, { escape: "\\" });
    expect(result.text).toBe(text);
    expect(result.words).toEqual(words ?? [text]);
    expect([...result.unmatched]).toEqual([...unmatched]);
  });

function refusal(word: string): unknown {
  try {
    return expandWord(word, variables, { escape: "\\" });
  } catch (thrown) {
    if (!(thrown instanceof ExpansionError)) throw thrown;
    return { message: thrown.message, unmatched: [...thrown.unmatched] };
  }
}

const ordinary = fc.string({ unit: "grapheme" }).filter((text) => !/[$<'"\\]/.test(text));

test("what has nothing special in it stays as it is, quoted or not", () => {
  fc.assert(
    fc.property(ordinary, (text) => {
      for (const word of [text, `"${text}"`, `'${text}'`])
        expect(expandWord(word, noVariables, { escape: "\\" }).text).toBe(text);
    }),
  );
});

test("values are put in as they are, and parted only where they are not quoted", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const env = new Map([["V", value]]);
      expect(expandWord("$V", env, { escape: "\\" }).text).toBe(value);
      const quoted = expandWord('a"$V"b', env, { escape: "\\" });
      expect(quoted.words).toEqual([`a${value}b`]);
      expect([...quoted.matched]).toEqual(["V"]);
    }),
  );
});

test("with the escape of Windows a backslash is nothing special", () => {
  const of = (word: string) => expandWord(word, new Map([["V", "x"]]), { escape: "`" }).text;
  expect(of("C:\\$V")).toBe("C:\\x");
  expect(of("`$V `` `a")).toBe("$V ` a");
});

test("the content of heredocs keeps its quotes", () => {
  const options = { escape: "\\", ignoreQuotes: true } as const;
  expect(expandWord('echo "it\'s $V" \\$V', new Map([["V", "1"]]), options).text).toBe('echo "it\'s 1" $V');
});

test("what is not set stays where that is wanted", () => {
  const of = (word: string) => expandWord(word, new Map([["V", "1"]]), { escape: "\\", keepUnset: true }).text;
  expect(of(`$V $X $\{X} $\{X:-a} $\{X#a} $\{X/a/b}`)).toBe(`1 $X $\{X} $\{X:-a} $\{X#a} $\{X/a/b}`);
});

test("substitutions in substitutions end somewhere", () => {
  const deep = "${A:-".repeat(100_000) + "}".repeat(100_000);
  expect(() => expandWord(deep, noVariables, { escape: "\\" })).toThrow("nested too deeply");
});

test("variables as NAME=value: the last of a name counts", () => {
  expect([...variablesOf(["A=1", "B", "A=2=3"])]).toEqual([
    ["A", "2=3"],
    ["B", ""],
  ]);
});
