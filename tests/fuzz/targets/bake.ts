import { EngineError } from "#base/errors.ts";
import { BakeError } from "#cli/bake/errors.ts";
import { type BakeSurroundings, planBake } from "#cli/bake/plan.ts";
import { printedSelection } from "#cli/bake/print.ts";
import cases from "#cli/bake/testdata/cases.json";
import { HclError } from "#formats/hcl/diagnostic.ts";
import expressions from "#formats/hcl/testdata/expressions.json";
import { LinearRegExp } from "#formats/regexp/regexp.ts";
import { PatternError } from "#formats/regexp/syntax.ts";
import type { FastRandom } from "../fast-random.ts";
import type { FuzzTarget } from "../fuzz.ts";
import { mutateBytes, textOf } from "../mutate.ts";

const surroundings: BakeSurroundings = {
  environment: new Map([
    ["HOME", "/home/user"],
    ["A", "a"],
  ]),
  environmentFile: 'B=b\nC="$A"\n',
  localPlatform: "linux/amd64",
  commandContext: "cwd://",
  home: "/home/user",
  now: () => new Date(0),
  random: (length) => new Uint8Array(length),
  pathKind: () => "file",
  readText: () => "D=d\n",
};

function plan(name: string, text: string): void {
  const options = { targets: [], overrides: [], allow: [] };
  printedSelection(planBake([{ name, text }], options, surroundings).selection);
}

/** What takes long on purpose. */
const isSlow = (text: string): boolean => text.includes("bcrypt");

const texts = (cases as readonly { readonly files: Readonly<Record<string, string>>; readonly output?: string }[])
  .filter(({ files, output }) => output !== undefined && Object.keys(files).length === 1)
  .flatMap(({ files }) => Object.entries(files));
const textsOf = (ending: RegExp): Buffer[] =>
  texts.filter(([name, text]) => ending.test(name) && !isSlow(text)).map(([, text]) => Buffer.from(text));

const words = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "${",
  "%{",
  "~}",
  "<<EOT\n",
  "\nEOT\n",
  "<<: *a",
  "&a ",
  "*a",
  "!reset ",
  "|\n ",
  "- ",
];
const isRefusal = (error: unknown): boolean =>
  error instanceof HclError || error instanceof BakeError || error instanceof EngineError;

const tokensOf = (text: Buffer): string[] => text.toString("utf8").match(/\w+|"[^"\n]*"|[^\w]/gu) ?? [];

function ofFiles(name: string, file: string, ending: RegExp): FuzzTarget {
  const seeds = textsOf(ending);
  const tokens = seeds.flatMap(tokensOf);
  return {
    name,
    make: (random) =>
      random.once(2)
        ? mutateBytes(random, random.pick(seeds), { others: seeds, words })
        : Buffer.from(
            tokensOf(random.pick(seeds))
              .map((token) => (random.once(30) ? random.pick(tokens) : token))
              .join(""),
          ),
    check: (input) => plan(file, input.toString("utf8")),
    isRefusal,
  };
}

/** Bake files, from their text to what is printed of the plan. */
export const bakeFiles = ofFiles("bake-hcl", "docker-bake.hcl", /\.hcl$/);
export const bakeJson = ofFiles("bake-json", "docker-bake.json", /\.json$/);
export const bakeCompose = ofFiles("bake-compose", "compose.yaml", /\.ya?ml$/);

const known = (expressions as readonly { readonly expression: string }[])
  .map(({ expression }) => expression)
  .filter((text) => !isSlow(text));
const operators = [
  " + ",
  " - ",
  " * ",
  " / ",
  " % ",
  " == ",
  " && ",
  " || ",
  " ? ",
  " : ",
  ", ",
  ".",
  "[*]",
  "...",
  "!",
];

function expression(random: FastRandom): string {
  if (random.once(2)) return `[${random.pick(known)}${random.pick(operators)}${random.pick(known)}]`;
  const others = [Buffer.from(random.pick(known))];
  return mutateBytes(random, Buffer.from(random.pick(known)), { others, words: operators }).toString("utf8");
}

/** Expressions of HCL, with every function of bake. */
export const hclExpressions: FuzzTarget = {
  name: "hcl-expression",
  make: (random) => Buffer.from(expression(random)),
  check: (input) =>
    plan("docker-bake.hcl", `target "default" {\n  args = { v = jsonencode(${input.toString("utf8")}) }\n}\n`),
  isRefusal,
};

const patternWords = [
  ..."abcé.*+?|()[]^$-{},0123\\",
  "(?i)",
  "(?:",
  "(?P<n>",
  "[[:alpha:]]",
  "\\d",
  "\\pL",
  "\\b",
  "{2,5}",
  "*?",
  "\\x{41}",
];

/** Regular expressions, whose cost must be linear. */
export const regexps: FuzzTarget = {
  name: "regexp",
  make(random) {
    const text = "ab é1".repeat(1 + random.size(200));
    return Buffer.from(`${textOf(random, patternWords, 20)}\0${text}`);
  },
  check(input) {
    const [pattern = "", text = ""] = input.toString("utf8").split("\0");
    new LinearRegExp(pattern).match(text);
  },
  isRefusal: (error) => error instanceof PatternError || error instanceof EngineError,
};
