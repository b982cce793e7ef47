import { expect, test } from "bun:test";
import { formatDuration, parseDuration } from "./duration.ts";

test("durations are read as Go reads them", () => {
  const cases: Array<[string, bigint]> = [
    ["0", 0n],
    ["5s", 5_000_000_000n],
    ["1h30m", 5_400_000_000_000n],
    ["-1.5h", -5_400_000_000_000n],
    [".5s", 500_000_000n],
    ["1.5ms", 1_500_000n],
    ["2µs3ns", 2_003n],
  ];
  for (const [text, ns] of cases) expect(parseDuration(text)).toBe(ns);
  expect(() => parseDuration("")).toThrow('time: invalid duration ""');
  expect(() => parseDuration("x")).toThrow('time: invalid duration "x"');
  expect(() => parseDuration("3")).toThrow('time: missing unit in duration "3"');
  expect(() => parseDuration("3d")).toThrow('time: unknown unit "d" in duration "3d"');
});

test("durations are printed as Go prints them", () => {
  const cases: Array<[bigint, string]> = [
    [0n, "0s"],
    [1n, "1ns"],
    [1_100n, "1.1µs"],
    [2_200_000n, "2.2ms"],
    [3_300_000_000n, "3.3s"],
    [245_000_000_000n, "4m5s"],
    [245_001_000_000n, "4m5.001s"],
    [18_367_001_000_000n, "5h6m7.001s"],
    [-90_000_000_000n, "-1m30s"],
  ];
  for (const [ns, text] of cases) expect(formatDuration(ns)).toBe(text);
});
