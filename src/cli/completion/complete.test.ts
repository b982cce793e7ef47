import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { commandTree } from "../tree/command-tree.ts";
import { type CandidatesOf, completeLine } from "./complete.ts";

/** What is offered for a line; names of a kind are shown as `<kind>`. */
async function offered(line: string, isFull: boolean): Promise<string> {
  const root = commandTree("/nowhere", {});
  const candidatesOf: CandidatesOf = async (_op, { kind, typed }) => {
    if (typeof kind === "object")
      return { candidates: kind.words.map((word) => ({ word, about: "" })), directive: "noFiles" };
    if (kind === "file" || kind === "unknown") return { candidates: [], directive: "default" };
    if (kind === "folder") return { candidates: [], directive: "onlyFolders" };
    return { candidates: [{ word: `${typed}<${kind}>`, about: "" }], directive: "noFiles" };
  };
  const { candidates, directive } = await completeLine(backgroundOp(), root, line.split(" "), { candidatesOf, isFull });
  return [...candidates.map(({ word }) => word), ...(directive === "noFiles" ? [] : [directive])].join(" ");
}

const lines: readonly (readonly [line: string, words: string])[] = [
  ["ru", "run"],
  ["container pr", "prune"],
  ["container ls --no", "--no-trunc"],
  ["rm --f", "--force"],
  ["rm -f --f", ""],
  ["run --en", "--entrypoint --env --env-file"],
  ["run -e A=1 --en", "--entrypoint --env --env-file"],
  ["run --name x --nam", ""],
  ["run --pull ", "always missing never"],
  ["run --pull=m", "missing"],
  ["run -it --rm --pull a", "always"],
  ["run --env-file ", "default"],
  ["run --rm ", "<image>"],
  ["run --name ", "<free>"],
  ["run -e", ""],
  ["run busybox --p", "default"],
  ["exec -u 0 ", "<running container>"],
  ["stop a b ", "<listed container>"],
  ["rename a ", "<free>"],
  ["network connect ", "<network>"],
  ["network connect n ", "<container>"],
  ["network connect n c ", "<container>"],
  ["image rm ", "<image>"],
  ["container rm ", "<container>"],
  ["-c here ps --filter health=u", "health=unhealthy"],
  ["--context ", "<context>"],
  ["--log-level=w", "warn"],
  ["build -", "--add-host --allow"],
  ["compose -f x.yaml up --no-d", "--no-deps"],
  ["compose up ", "<service>"],
  ["compose lo", "logs"],
  ["compose bridge tr", "transformations"],
  ["compose alpha ", "generate publish viz"],
  ["rm -- --f", "--f<container>"],
  ["nosuch ", "<free>"],
];

for (const [line, words] of lines)
  test(`completion: ${line}`, async () => {
    const shown = await offered(line, true);
    expect(line.startsWith("build") ? shown.split(" ").slice(0, 2).join(" ") : shown).toBe(words);
  });

/** What Docker's client does not complete, or otherwise. */
const asDocker: readonly (readonly [line: string, words: string])[] = [
  ["reg", ""],
  ["image lo", "load"],
  ["ps --filter ", "default"],
  ["inspect ", "<free>"],
  ["cp ", "default"],
  ["run --pull m", "always missing never"],
  ["run busybox ", "<free>"],
  ["exec c ", "<running container>"],
  ["nosuch ", "default"],
];

for (const [line, words] of asDocker)
  test(`completion as Docker's client does it: ${line}`, async () => expect(await offered(line, false)).toBe(words));
