import { expect, test } from "bun:test";
import { nowNs, parseRfc3339Nano, parseUnixTimestamp, rfc3339Nano, unixSeconds, zeroTime } from "./time.ts";

test("nanoseconds are written as Go's RFC3339Nano", () => {
  expect(rfc3339Nano(0n)).toBe("1970-01-01T00:00:00Z");
  expect(rfc3339Nano(1_700_000_000_123_456_789n)).toBe("2023-11-14T22:13:20.123456789Z");
  expect(rfc3339Nano(1_700_000_000_120_000_000n)).toBe("2023-11-14T22:13:20.12Z");
  expect(rfc3339Nano(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
});

test("what was written is read back", () => {
  for (const ns of [0n, 1_700_000_000_123_456_789n, -1n]) expect(parseRfc3339Nano(rfc3339Nano(ns))).toBe(ns);
  expect(parseRfc3339Nano("2023-11-14T23:13:20.5+01:00")).toBe(1_700_000_000_500_000_000n);
  expect(rfc3339Nano(parseRfc3339Nano(zeroTime))).toBe(zeroTime);
  expect(unixSeconds("2023-11-14T22:13:20.9Z")).toBe(1_700_000_000);
  expect(() => parseRfc3339Nano("yesterday")).toThrow('parsing time "yesterday"');
});

test("timestamps of the API", () => {
  expect(parseUnixTimestamp("1136073600.000000001")).toBe(1_136_073_600_000_000_001n);
  expect(parseUnixTimestamp("5")).toBe(5_000_000_000n);
  expect(() => parseUnixTimestamp("x")).toThrow('strconv.ParseInt: parsing "x": invalid syntax');
});

test("the clock is near the wall clock and goes forward", () => {
  const before = nowNs();
  expect(Math.abs(Number(before / 1_000_000n) - Date.now())).toBeLessThan(1000);
  expect(nowNs() > before).toBe(true);
});
