import { expect, test } from "bun:test";
import { isSignalNumber, parseSignal, signalNumbers } from "./signals.ts";

test("names in any case, with and without SIG, and numbers", () => {
  for (const text of ["SIGTERM", "TERM", "sigterm", "term", "15"]) expect(parseSignal(text)).toBe(signalNumbers.TERM);
  expect(parseSignal("rtmin+3")).toBe(37);
  expect(parseSignal("SIGRTMAX-1")).toBe(63);
  expect(parseSignal("99")).toBe(99);
});

test("others are refused in Docker's words", () => {
  for (const text of ["NOSUCH", "", "0", "RTMIN+16", "RTMAX-15", "1.5", "SIG"]) {
    expect(() => parseSignal(text)).toThrow(`invalid signal: ${text}`);
  }
  expect(isSignalNumber(64)).toBe(true);
  expect(isSignalNumber(99)).toBe(false);
});
