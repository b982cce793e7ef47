import { expect, test } from "bun:test";
import { healthAfter, probeCommand, probeDelayMs, probeTimeoutMs, startedHealth, unwatchedHealth } from "./health.ts";

const result = (ExitCode: number) => ({ Start: "", End: "", ExitCode, Output: "" });
const second = 1_000_000_000;
const check = { Retries: 2, StartPeriod: 10 * second, Interval: 3 * second };

test("the command of each kind of test", () => {
  expect(probeCommand({ Healthcheck: { Test: ["CMD", "a", "b"] } })).toEqual(["a", "b"]);
  expect(probeCommand({ Healthcheck: { Test: ["CMD-SHELL", "a b"] } })).toEqual(["/bin/sh", "-c", "a b"]);
  expect(probeCommand({ Healthcheck: { Test: ["CMD-SHELL", "a"] }, Shell: ["/bin/ash", "-ec"] })).toEqual([
    "/bin/ash",
    "-ec",
    "a",
  ]);
  for (const Test of [["NONE"], ["BAD", "x"], []]) expect(probeCommand({ Healthcheck: { Test } })).toBeUndefined();
  expect(probeCommand({})).toBeUndefined();
});

test("failures count only after the start period, or after a success", () => {
  const early = healthAfter(startedHealth(undefined), result(1), { check, sinceStartMs: 500 });
  expect(early).toMatchObject({ Status: "starting", FailingStreak: 0 });
  const healthy = healthAfter(early, result(0), { check, sinceStartMs: 600 });
  expect(healthy).toMatchObject({ Status: "healthy", FailingStreak: 0 });
  const once = healthAfter(healthy, result(1), { check, sinceStartMs: 700 });
  expect(once).toMatchObject({ Status: "healthy", FailingStreak: 1 });
  expect(healthAfter(once, result(-1), { check, sinceStartMs: 800 })).toMatchObject({
    Status: "unhealthy",
    FailingStreak: 2,
  });
});

test("five results are kept, also over a new start", () => {
  let health = startedHealth(undefined);
  for (let code = 1; code <= 7; code++) health = healthAfter(health, result(code), { check, sinceStartMs: 60_000 });
  expect(health.Log?.map(({ ExitCode }) => ExitCode)).toEqual([3, 4, 5, 6, 7]);
  expect(startedHealth(health)).toEqual({ Status: "starting", FailingStreak: 0, Log: health.Log });
  expect(unwatchedHealth(health).Status).toBe("unhealthy");
});

test("the start interval holds while it is starting within its start period", () => {
  const starting = { status: "starting", sinceStartMs: 500 };
  expect(probeDelayMs(check, starting)).toBe(5000);
  expect(probeDelayMs({ ...check, StartInterval: second }, starting)).toBe(1000);
  expect(probeDelayMs(check, { status: "healthy", sinceStartMs: 500 })).toBe(3000);
  expect(probeDelayMs(check, { status: "starting", sinceStartMs: 10_000 })).toBe(3000);
  expect(probeDelayMs({}, starting)).toBe(30_000);
  expect(probeTimeoutMs({ Timeout: second / 2 })).toBe(500);
});
