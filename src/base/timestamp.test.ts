import { expect, test } from "bun:test";
import { parseTimestamp } from "./timestamp.ts";

const now = 1_000_000_000_000_000_000n;
const at = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n;

test.each<[string, bigint]>([
  ["1h", now - 3_600_000_000_000n],
  ["-1.5s", now + 1_500_000_000n],
  ["0", 0n],
  ["1136073845.000000001", 1_136_073_845_000_000_001n],
  ["+5", 5_000_000_000n],
  ["2024", 2_024_000_000_000n],
  ["2006-01-02Z", at("2006-01-02T00:00:00Z")],
  ["2006-01-02+02:00", at("2006-01-02T00:00:00+02:00")],
  ["2006-01-02-07:00", at("2006-01-02T00:00:00-07:00")],
  ["2006-01-02T15", at("2006-01-02T15:00:00")],
  ["2006-01-02T15:04", at("2006-01-02T15:04:00")],
  ["2006-01-02T15:04:05", at("2006-01-02T15:04:05")],
  ["2006-01-02T15Z", at("2006-01-02T15:00:00Z")],
  ["2006-01-02T15+01:00", at("2006-01-02T14:00:00Z")],
  ["2006-01-02T15:04+01:00", at("2006-01-02T14:04:00Z")],
  ["2006-01-02T15:04:05-07:00", at("2006-01-02T22:04:05Z")],
  ["2006-01-02T15:04:05.000000007Z", at("2006-01-02T15:04:05Z") + 7n],
])("%s", (text, expected) => {
  expect(parseTimestamp(text, now)).toBe(expected);
});

/** Texts that dockerd 28.5 gave. */
test.each([
  ["x", 'failed to parse value as time or duration: "x"'],
  ["", 'failed to parse value as time or duration: ""'],
  ["1e3", 'failed to parse value as time or duration: "1e3"'],
  ["12345.abc", 'failed to parse value as time or duration: "12345.abc"'],
  ["-5", 'parsing time "-5" as "2006-01-02": cannot parse "-5" as "2006"'],
  ["24-01-01", 'parsing time "24-01-01" as "2006-01-02": cannot parse "24-01-01" as "2006"'],
  ["2024-13-45", 'parsing time "2024-13-45": month out of range'],
  ["2024-02-30", 'parsing time "2024-02-30": day out of range'],
  ["2024-01-02T25:00", 'parsing time "2024-01-02T25:00": hour out of range'],
  ["2024-01-02T", 'parsing time "2024-01-02T" as "2006-01-02T15": cannot parse "" as "15"'],
  ["2024-01-02x", 'parsing time "2024-01-02x": extra text: "x"'],
])("%j is no time", (text, message) => {
  expect(() => parseTimestamp(text, now)).toThrow(message);
});
