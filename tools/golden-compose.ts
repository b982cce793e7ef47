/**
 * Writes what stock Compose says of the cases of `src/cli/compose/testdata`: `bun run tools/golden-compose.ts DOCKER_COMPOSE`,
 * with the path of the stock program. With `--check` nothing is written, and what differs is told.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  environment,
  modelCases,
  outputFile,
  outputs,
  recorded,
  refusals,
  refusalsFile,
} from "../src/cli/compose/testdata/cases.ts";

const [program, flag] = process.argv.slice(2);
if (program === undefined) throw new Error("the path of docker-compose is needed");
let differing = 0;

function stock(args: readonly string[], cwd: string): { out: string; err: string; code: number } {
  const result = Bun.spawnSync([program!, ...args], { cwd, env: environment, stdin: "ignore" });
  return { out: result.stdout.toString(), err: result.stderr.toString(), code: result.exitCode };
}

function keep(path: string, text: string): void {
  if (flag !== "--check") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, "utf8") !== text) {
    differing += 1;
    console.error(`${path}: stock Compose says something else`);
  }
}

for (const one of modelCases())
  for (const [output, options] of Object.entries(outputs)) {
    const result = stock([...one.flags, "config", ...one.options, ...options], one.folder);
    keep(outputFile(one, output), recorded(one.folder, result));
  }

const folder = mkdtempSync(join(tmpdir(), "compose-"));
const said = refusals().map(({ text }) => {
  writeFileSync(join(folder, "compose.yaml"), text);
  const { err } = stock(["-p", "p", "-f", "compose.yaml", "config", "-q"], folder);
  return { text, error: err.replaceAll(folder, "$DIR").replace(/^time="[^"]*" /gm, "") };
});
rmSync(folder, { recursive: true });
keep(refusalsFile, `${JSON.stringify(said, undefined, 2)}\n`);
process.exitCode = differing === 0 ? 0 : 1;
