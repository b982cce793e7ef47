import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
      const words = [...one.flags, "config", ...one.options, ...options];
      const said = recorded(one.folder, await run(words, one.folder));
      const expected = readFileSync(outputFile(one, output), "utf8");
      if (output !== "hashes") return expect(said).toBe(expected);
      // A hash of absolute paths is another in each folder: it is compared with stock's where it is not.
      const copy = join(folder, one.name);
      cpSync(one.folder, copy, { recursive: true });
      const elsewhere = recorded(copy, await run(words, copy)).split("\n");
      const placed = said.split("\n").map((line, at) => line !== elsewhere[at]);
      const shown = (text: string) => text.split("\n").map((line, at) => (placed[at] ? line.split(" ")[0] : line));
      expect(shown(said)).toEqual(shown(expected));
    });

for (const [at, { text, error }] of refusals().entries())
  test(`compose models: refusal ${at}`, async () => {
    writeFileSync(join(folder, "compose.yaml"), text);
    const { err } = await run(["-p", "p", "-f", "compose.yaml", "config", "-q"], folder);
    expect(err.replaceAll(folder, "$DIR").replace(/^time="[^"]*" /gm, "")).toBe(error);
  });
