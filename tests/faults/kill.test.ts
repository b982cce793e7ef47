import { expect, test } from "bun:test";
import { promises } from "./kill/claims.ts";
import { type SweepResult, sweep } from "./kill/sweep.ts";

const isFull = process.env["FAULTS"] === "full";
const points = Number(process.env["KILL_POINTS"] ?? (isFull ? 5000 : 300));
const seed = Number(process.env["KILL_SEED"] ?? 1);
const engines = Number(process.env["KILL_ENGINES"] ?? 3);

let running: Promise<SweepResult> | undefined;

function result(): Promise<SweepResult> {
  running ??= sweep({ points, seed, engines });
  return running;
}

test("the daemon was killed as often as planned, at every commit point", async () => {
  const { killed, coverage, seconds } = await result();
  const missed = [...coverage].filter(([, { kills }]) => kills === 0).map(([name]) => name);
  const sum = (key: "passes" | "killedPasses" | "kills"): number =>
    [...coverage.values()].reduce((total, each) => total + each[key], 0);
  const named = `${coverage.size - missed.length} of ${coverage.size} commit points`;
  const at = `${sum("killedPasses")} of ${sum("passes")} passes, ${sum("kills")} times in all`;
  console.log(`note: ${killed} kills in ${seconds.toFixed(0)} s; at ${named}, ${at}; the rest at random moments`);
  for (const [name, { passes, killedPasses, kills }] of coverage)
    console.log(`note:   ${name}: ${killedPasses} of ${passes} passes, ${kills} kills`);
  expect(missed).toEqual([]);
  expect(killed).toBeGreaterThanOrEqual(points);
});

for (const promise of promises)
  test(promise, async () => {
    const { broken } = await result();
    expect(broken[promise].slice(0, 20)).toEqual([]);
  });
