import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recorded } from "#cli/compose/testdata/cases.ts";
import { run } from "../support/command.ts";
import { ComposeFiles, composeVariables } from "../support/compose-files.ts";
import { gantryExecutable, peersFolder } from "../support/peers.ts";
import { SeededRandom } from "../support/random.ts";

const isFull = process.env["FAULTS"] === "full";
const count = Number(process.env["COMPOSE_FILES"] ?? (isFull ? 2000 : 60));
const first = Number(process.env["COMPOSE_SEED"] ?? 1);

const folder = mkdtempSync(join(tmpdir(), "compose-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** All that `config` prints of a project; digests need registries. */
const outputs: readonly (readonly string[])[] = [
  [],
  ["--format", "json"],
  ["--no-interpolate"],
  ["--no-interpolate", "--format", "json"],
  ["--no-normalize"],
  ["--no-path-resolution"],
  ["--no-env-resolution"],
  ["--no-consistency"],
  ["--images"],
  ["--services"],
  ["--volumes"],
  ["--networks"],
  ["--profiles"],
  ["--environment"],
  ["--variables"],
  ["--hash", "*"],
  ["--quiet"],
  ["-o", "out.yaml"],
];

/** Lists that the stock Compose gives in another order each time. */
const unordered = new Set([
  "--images",
  "--services",
  "--volumes",
  "--networks",
  "--profiles",
  "--environment",
  "--hash",
]);

async function shown(program: readonly string[], words: readonly string[], place: string): Promise<string> {
  const out = join(place, "out.yaml");
  rmSync(out, { force: true });
  const env = { ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])), ...composeVariables };
  const argv = ["sh", "-c", 'cd "$0" && exec "$@"', place, ...program, ...words];
  const { stdout, stderr, code } = await run(argv, { env: { ...env, PATH: process.env["PATH"] } });
  const saved = words.includes("-o") ? readFileSync(out, { encoding: "utf8", flag: "a+" }) : "";
  const text = words.includes("--variables") ? namesOf(stdout) : inOrder(words, stdout);
  // Which of several faults is told is chance, and so is how often a variable is missed.
  const warnings = [...new Set(stderr.replace(/^time="[^"]*" /gm, "").split("\n"))].join("\n");
  const said = recorded(place, { out: text + saved, err: warnings, code: code ?? 1 });
  return code === 0 ? said : said.split("\n").slice(0, 1).join("\n");
}

const inOrder = (words: readonly string[], text: string): string =>
  words.some((word) => unordered.has(word)) ? text.split("\n").sort().join("\n") : text;

/** Of a variable that stands in several places, the stock Compose tells of any. Braces in values make it see one without a name. */
const namesOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter((name) => name !== "")
    .sort()
    .join("\n");

const stock = (): readonly string[] => [`${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`];

for (let seed = first; seed < first + count; seed += 1)
  test(`compose config: files of seed ${seed}`, async () => {
    const random = new SeededRandom(`compose ${seed}`);
    const { files, flags } = new ComposeFiles(random).make();
    const place = join(folder, String(seed));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    for (const options of [outputs[0]!, ...Array.from({ length: 3 }, () => random.pick(outputs))]) {
      const words = [...flags, "config", ...options];
      const expected = await shown(stock(), words, place);
      const own = await shown([gantryExecutable(), "compose"], words, place);
      expect(`${words.join(" ")}\n${own}`).toBe(`${words.join(" ")}\n${expected}`);
    }
    rmSync(place, { recursive: true });
  });
