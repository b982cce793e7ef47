import { expect, test } from "bun:test";
import { restartDelayMs, wantsRestart } from "./restart-policy.ts";

const ended = { exitCode: 0, restartCount: 0, manuallyStopped: false };
const policy = (Name: string, MaximumRetryCount = 0) => ({ Name, MaximumRetryCount });

test("always starts again, whatever the end", () => {
  expect(wantsRestart(policy("always"), ended)).toBe(true);
  expect(wantsRestart(policy("always"), { ...ended, manuallyStopped: true })).toBe(true);
});

test("unless-stopped does not after somebody has stopped it", () => {
  expect(wantsRestart(policy("unless-stopped"), ended)).toBe(true);
  expect(wantsRestart(policy("unless-stopped"), { ...ended, manuallyStopped: true })).toBe(false);
});

test("on-failure counts its attempts", () => {
  expect(wantsRestart(policy("on-failure"), ended)).toBe(false);
  expect(wantsRestart(policy("on-failure"), { ...ended, exitCode: 1, restartCount: 99 })).toBe(true);
  expect(wantsRestart(policy("on-failure", 3), { ...ended, exitCode: 1, restartCount: 2 })).toBe(true);
  expect(wantsRestart(policy("on-failure", 3), { ...ended, exitCode: 1, restartCount: 3 })).toBe(false);
});

test("no and an empty policy never start again", () => {
  for (const name of ["", "no"]) expect(wantsRestart(policy(name), { ...ended, exitCode: 1 })).toBe(false);
});

test("the wait doubles up to a minute, and begins anew after a run of ten seconds", () => {
  const waits: number[] = [];
  for (let last = 0; waits.length < 12; waits.push(last)) last = restartDelayMs(last, { ranMs: 50 });
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000]);
  expect(restartDelayMs(51_200, { ranMs: 10_000 })).toBe(100);
});
