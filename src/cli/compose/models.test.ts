import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitError } from "../errors.ts";
import { recordingIo, scriptedClient } from "../io/fake.ts";
import { runCompose } from "./dispatch.ts";
import { environment, modelCases, outputFile, outputs, recorded, refusals } from "./testdata/cases.ts";

const home = process.cwd();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "compose-"));
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], cwd: string) {
  const { client } = scriptedClient([]);
  const io = recordingIo({ env: environment });
  process.chdir(cwd);
  try {
    const code = await runCompose(io.op, io, client, args);
    return { ...io.printed(), code };
  } catch (error) {
    const { out, err } = io.printed();
    const code = error instanceof ExitError ? error.exitCode : 1;
    return { out, err: `${err}${(error as Error).message}\n`, code };
  } finally {
    process.chdir(home);
  }
}

for (const one of modelCases())
  for (const [output, options] of Object.entries(outputs))
    test(`compose models: ${one.name} as ${output}`, async () => {
      const said = recorded(one.folder, await run([...one.flags, "config", ...one.options, ...options], one.folder));
      expect(said).toBe(readFileSync(outputFile(one, output), "utf8"));
    });

for (const [at, { text, error }] of refusals().entries())
  test(`compose models: refusal ${at}`, async () => {
    writeFileSync(join(folder, "compose.yaml"), text);
    const { err } = await run(["-p", "p", "-f", "compose.yaml", "config", "-q"], folder);
    expect(err.replaceAll(folder, "$DIR").replace(/^time="[^"]*" /gm, "")).toBe(error);
  });
