import { expect, test } from "bun:test";
import { promises } from "./kill/ledger.ts";
import { type SweepResult, sweep } from "./kill/sweep.ts";

const isFull = process.env["FAULTS"] === "full";
const points = Number(process.env["KILL_POINTS"] ?? (isFull ? 3000 : 300));
const seed = Number(process.env["KILL_SEED"] ?? 1);

let running: Promise<SweepResult> | undefined;

function result(): Promise<SweepResult> {
  running ??= sweep({ points, seed, engines: 2 });
  return running;
}

test("the daemon was killed as often as planned, at every commit point", async () => {
  const { killed, coverage } = await result();
  const missed = [...coverage].filter(([, { killed: times }]) => times === 0).map(([name]) => name);
  const passes = [...coverage.values()].reduce((sum, { passes: times }) => sum + times, 0);
  const killedPasses = [...coverage.values()].reduce((sum, { killed: times }) => sum + times, 0);
  console.log(
    `note: ${killed} kills; ${coverage.size - missed.length} of ${coverage.size} commit points, ${killedPasses} of ${passes} passes`,
  );
  for (const [name, { passes: times, killed: at }] of coverage) console.log(`note:   ${name}: ${at} of ${times}`);
  expect(missed).toEqual([]);
  expect(killed).toBeGreaterThanOrEqual(points);
});

for (const promise of promises)
  test(promise, async () => {
    const { broken } = await result();
    expect(broken[promise].slice(0, 20)).toEqual([]);
  });
