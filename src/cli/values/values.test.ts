import { expect, test } from "bun:test";
import { csvFields } from "#base/csv.ts";
import { parseBytes } from "./bytes.ts";
import { parseNanoCpus } from "./decimal.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { checkedTimestamp, engineTimestamp } from "./timestamp.ts";

test("amounts of memory", () => {
  const known = {
    "1024": 1024,
    "10b": 10,
    "5k": 5120,
    "1.5g": 1610612736,
    "2GiB": 2147483648,
    "64MB": 67108864,
    "1 g": 1073741824,
    "1e3": 1000,
  };
  for (const [text, bytes] of Object.entries(known)) expect(parseBytes(text)).toBe(bytes);
  for (const text of ["", "x", "-1", "k", "1 2"]) expect(() => parseBytes(text)).toThrow(`invalid size: '${text}'`);
  expect(() => parseBytes("1x")).toThrow("invalid suffix: 'x'");
});

test("numbers of CPUs", () => {
  for (const [text, nanos] of Object.entries({ "1.5": 15e8, ".5": 5e8, "1e-1": 1e8, "1/2": 5e8, "-1": -1e9 })) {
    expect(parseNanoCpus(text)).toBe(nanos);
  }
  expect(() => parseNanoCpus("1/3")).toThrow("value is too precise");
  expect(() => parseNanoCpus("x")).toThrow("failed to parse x as a rational number");
});

test("spans of time there and back", () => {
  for (const text of ["0s", "1ns", "1.5µs", "2ms", "1.5s", "1m30s", "25h0m0s", "-1m0s"]) {
    expect(formatDuration(parseDuration(text))).toBe(text);
  }
  expect(() => parseDuration("10")).toThrow('time: missing unit in duration "10"');
  expect(() => parseDuration("1d")).toThrow('time: unknown unit "d" in duration "1d"');
});

test("times for the engine", () => {
  expect(engineTimestamp("2024-01-02T03:04:05.5Z", 0)).toBe("1704164645.500000000");
  expect(engineTimestamp("10s", 20_000)).toBe("10");
  expect(engineTimestamp("0", 20_000)).toBe("0");
  expect(() => checkedTimestamp("x", 0)).toThrow('failed to parse value as time or duration: "x"');
});

test("comma separated values", () => {
  expect(csvFields('a,"b,c","d""e",')).toEqual(["a", "b,c", 'd"e', ""]);
  expect(() => csvFields("")).toThrow("EOF");
  expect(() => csvFields('a"b')).toThrow('bare " in non-quoted-field');
});
