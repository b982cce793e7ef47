import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Engine } from "./engine.ts";

interface Report {
  readonly check: string;
  readonly error: string | null;
}

/**
 * A test for each `check("NAME", …)` of a program of another runtime, which runs once, in the engine's network, and
 * prints a line of JSON for each: `check`, and `error`, null where it held.
 */
export function foreignChecks(engine: () => Promise<Engine>, argv: readonly [...string[], string]): void {
  let reports: Promise<ReadonlyMap<string, Report>> | undefined;
  const names = [...readFileSync(argv.at(-1)!, "utf8").matchAll(/^@?check\("(.+?)"[,)]/gm)].map((match) => match[1]!);
  for (const name of names)
    test(name, async () => {
      reports ??= engine().then((running) => runChecks(running, argv));
      expect((await reports).get(name)).toEqual({ check: name, error: null });
    });
  test("all checks are there and have run", async () => {
    expect(names.length).toBeGreaterThan(0);
    expect([...(await reports!).keys()]).toEqual(names);
  });
}

async function runChecks(engine: Engine, argv: readonly string[]): Promise<ReadonlyMap<string, Report>> {
  // What the program leaves among temporary files goes with the engine.
  const env = { ...engine.clientEnvironment, TMPDIR: engine.paths.folder };
  const { stdout, stderr, code } = await engine.namespace.run(argv, { env });
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"check"'));
  if (code !== 0) throw new Error(`${argv.join(" ")}: exit ${code}\n${stdout}${stderr}`);
  const reports = lines.map((line) => JSON.parse(line) as Report);
  return new Map(reports.map((report) => [report.check, report]));
}
