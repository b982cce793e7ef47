import { expect, test } from "bun:test";
import { healthText } from "./go-print.ts";

test("a health check as the real Docker's history words it", () => {
  const exec = { Test: ["CMD", "check", "-v"], StartPeriod: 10_000_000_000, StartInterval: 2_000_000_000, Retries: 2 };
  expect(healthText(exec)).toBe(`&{["CMD" "check" "-v"] "0s" "0s" "10s" "2s" '\\x02'}`);
  const shell = { Test: ["CMD-SHELL", 'a "b"'], Interval: 300_000_000_000, Timeout: 3_000_000_000 };
  expect(healthText(shell)).toBe(`&{["CMD-SHELL" "a \\"b\\""] "5m0s" "3s" "0s" "0s" '\\x00'}`);
  expect(healthText({ Test: ["NONE"], Retries: 100 })).toBe(`&{["NONE"] "0s" "0s" "0s" "0s" 'd'}`);
});
