import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { commandTree } from "../tree/command-tree.ts";
import { completeLine } from "./complete.ts";

/** What is offered for a line; names of a kind are shown as `<kind>`. */
async function offered(line: string): Promise<string> {
  const root = commandTree("/nowhere", {});
  const { candidates, directive } = await completeLine(backgroundOp(), root, line.split(" "), async (_op, kind) => ({
    candidates: typeof kind === "object" ? kind.words.map((word) => ({ word, about: "" })) : [],
    directive: kind === "file" ? "default" : kind === "folder" ? "onlyFolders" : "noFiles",
    ...(typeof kind === "object" || kind === "file" || kind === "folder"
      ? {}
      : { candidates: [{ word: "", about: kind }] }),
  }));
  const shown = candidates.map(({ word, about }) => (word === "" ? `<${about}>` : word));
  return [...shown, ...(directive === "noFiles" ? [] : [directive])].join(" ");
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
  ["stop a b ", "<running container>"],
  ["rename a ", "<free>"],
  ["network connect ", "<network>"],
  ["network connect n ", "<container>"],
  ["network connect n c ", "<free>"],
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
  ["rm -- --f", ""],
  ["nosuch ", "<free>"],
];

for (const [line, words] of lines)
  test(`completion: ${line}`, async () => {
    const shown = await offered(line);
    expect(line.startsWith("build") ? shown.split(" ").slice(0, 2).join(" ") : shown).toBe(words);
  });
