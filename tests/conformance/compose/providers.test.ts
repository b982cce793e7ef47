import { beforeAll, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { type Answer, ComposePair } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

/** Programs that provide, in the words of Compose's protocol: one JSON object per line. */
const programs: Readonly<Record<string, string>> = {
  speaks: `
echo "$@" >> "$0.calls"
case "$2" in metadata) exit 3;; esac
echo '{"type": "info", "message": "at work"}'
echo '{"type": "debug", "message": "unseen"}'
echo '{"type": "setenv", "message": "URL=http://there/?a=b"}'
echo '{"type": "setenv", "message": "EMPTY="}'`,
  describes: `
echo "$@" >> "$0.calls"
case "$2" in metadata)
  echo '{"description": "d", "up": {"parameters": [{"name": "size", "required": true}, {"name": "kind"}]}, "down": {"parameters": [{"name": "kind"}]}}'
  exit;;
esac
echo '{"type": "setenv", "message": "URL=x"}'`,
  fails: `echo '{"type": "info", "message": "soon"}'; exit 7`,
  "fails-at-down": `case "$3" in down) exit 7;; esac`,
  errs: `echo '{"type": "error", "message": "no room"}'; exit 1`,
  "errs-and-goes-on": `echo '{"type": "error", "message": "no room"}'; echo '{"type": "info", "message": "later"}'`,
  mumbles: "echo what",
  "speaks-unknown-words": `echo '{"type": "song", "message": "la"}'`,
  "sets-nothing": `echo '{"type": "setenv", "message": "URL"}'`,
  "is-silent": "exit 0",
  "writes-to-stderr": "echo 'a word' >&2; exit 0",
};

const composeOf = (provider: string): string => `
services:
  cloud: {provider: ${provider}}
  app:
    image: busybox
    command: sh -c 'env | grep ^CLOUD_ | sort; exec sleep 7000'
    stop_signal: SIGKILL
    depends_on: [cloud]
`;

const providers: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(programs).map((name) => [name, `{type: ${name}, options: {size: 1}}`])),
  lists: "{type: speaks, options: {kind: [a, b], flag: true}}",
  lacks: "{type: describes, options: {kind: x}}",
  more: "{type: describes, options: {size: 2, kind: [x, y], other: z}}",
  nowhere: "{type: nowhere-to-be-found}",
  itself: "{type: compose}",
};

let pair: ComposePair;

beforeAll(async () => {
  const files = Object.entries(programs).map(([name, text]) => [`bin/${name}`, `#!/bin/sh\n${text}\n`]);
  pair = new ComposePair(await engine(), Object.fromEntries(files));
  for (const tool of ["stock", "own"] as const)
    for (const name of Object.keys(programs)) chmodSync(join(pair.folder(tool), "bin", name), 0o755);
}, 60_000);

/**
 * What the tools answer, lines of progress in one order. Networks are left out: the stock tool makes them before it
 * calls providers, ours after that.
 */
async function both(args: readonly string[]): Promise<{ stock: Answer; own: Answer }> {
  const answer = async (tool: "stock" | "own"): Promise<Answer> => {
    const path = `${join(pair.folder(tool), "bin")}:${process.env["PATH"]}`;
    const { code, stdout, stderr } = await pair.run(tool, args, { env: { PATH: path } });
    const plain = (text: string): string[] =>
      text.replaceAll(pair.folder(tool), "@").replaceAll(pair.name(tool), "PROJECT").split("\n");
    const lines = plain(stderr).filter((line) => !line.startsWith(" Network "));
    return { code, stdout: plain(stdout).join("\n"), stderr: lines.sort().join("\n") };
  };
  return { stock: await answer("stock"), own: await answer("own") };
}

/** The line of a call with its words by the name of their option: the stock tool gives options in any order. */
function byOption(call: string): string {
  const name = (word: string): string => word.split("=", 1)[0] ?? word;
  return call
    .split(" ")
    .toSorted((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b))))
    .join(" ");
}

const lines: readonly (readonly string[])[] = [
  ["up", "-d"],
  ["logs", "--no-log-prefix", "app"],
  ["ps", "-a", "--format", "{{.Service}} {{.State}}"],
];

for (const [name, provider] of Object.entries(providers))
  test(`a provider: ${name}`, async () => {
    pair.write("compose.yaml", composeOf(provider));
    for (const args of lines) {
      const { stock, own } = await both(args);
      expect({ args, ...own }).toEqual({ args, ...stock });
    }
    const { stock, own } = await both(["down", "-t", "0"]);
    // Where none came up, only the stock tool has made something.
    const isThere = own.stderr.includes("cloud");
    expect(isThere ? own : own.code).toEqual(isThere ? stock : stock.code);
  }, 60_000);

test("a provider is called alike by both tools", async () => {
  const calls = async (tool: "stock" | "own"): Promise<string[]> => {
    const text = await Bun.file(join(pair.folder(tool), "bin/describes.calls")).text();
    return text.replaceAll(pair.name(tool), "PROJECT").split("\n").map(byOption);
  };
  expect(await calls("own")).toEqual(await calls("stock"));
  expect((await calls("own")).join("\n")).toContain("--kind=x --kind=y");
});
