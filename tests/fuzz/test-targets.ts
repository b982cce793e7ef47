import { expect, test } from "bun:test";
import { type FuzzTarget, fuzz } from "./fuzz.ts";

const isFull = process.env["FAULTS"] === "full";
const inputs = Number(process.env["FUZZ_INPUTS"] ?? (isFull ? 1_000_000 : 10_000));
const seconds = Number(process.env["FUZZ_SECONDS"] ?? (isFull ? 600 : 1));
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** More than the garbage of small inputs never stays. */
const mostGrowth = 160 << 20;

/** A test for each target. */
export function testTargets(targets: readonly FuzzTarget[]): void {
  for (const target of targets)
    test(`${target.name}: ends in bounded time and memory, and refuses only in its own way`, () => fuzzed(target));
}

function fuzzed(target: FuzzTarget): void {
  Bun.gc(true);
  const before = process.memoryUsage().rss;
  const { inputs: done, refused, seconds: took, slowestMs, failures } = fuzz(target, { inputs, seconds, seed });
  const rate = Math.round(done / took).toLocaleString("en");
  Bun.gc(true);
  const grown = process.memoryUsage().rss - before;
  console.log(
    `note: fuzz ${target.name}: ${done.toLocaleString("en")} inputs, ${rate} a second, ${Math.round((100 * refused) / done)} % refused, slowest ${slowestMs.toFixed(1)} ms, ${Math.round(grown / 2 ** 20)} MiB`,
  );
  expect(failures).toEqual([]);
  expect(grown).toBeLessThan(mostGrowth);
  // A generator whose inputs are all refused looks at nothing but the door.
  expect(done - refused).toBeGreaterThan(done / 100);
}
