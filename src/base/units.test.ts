import { expect, test } from "bun:test";
import { binarySize, humanDuration, humanSize, parseBinarySize, parseDecimalSize } from "./units.ts";

test("sizes are shown as go-units shows them", () => {
  expect(humanSize(0)).toBe("0B");
  expect(humanSize(1_234_567, 3)).toBe("1.23MB");
  expect(humanSize(2_076_672, 3)).toBe("2.08MB");
  expect(humanSize(999_950, 3)).toBe("1e+03kB");
  expect(humanSize(1000)).toBe("1kB");
  expect(binarySize(1023)).toBe("1023B");
  expect(binarySize(1_241_514)).toBe("1.184MiB");
  expect(binarySize(64 * 2 ** 20)).toBe("64MiB");
});

test("sizes are read in powers of 1024 and of 1000", () => {
  for (const [text, size] of [
    ["32", 32],
    ["32b", 32],
    ["32B", 32],
    ["32k", 32 * 1024],
    ["32Kb", 32 * 1024],
    ["32 KiB", 32 * 1024],
    ["1.5g", 1.5 * 2 ** 30],
    ["0.3 m", 314572],
  ] as const)
    expect(parseBinarySize(text)).toBe(size);
  expect(parseDecimalSize("32k")).toBe(32_000);
  for (const text of ["", "hello", "-32"]) {
    expect(() => parseBinarySize(text)).toThrow(`invalid size: '${text}'`);
  }
  for (const [text, number] of [
    ["1.2.3", "1.2.3"],
    [" 32", " 32"],
    [".", "."],
    ["1.5.5g", "1.5.5"],
  ] as const)
    expect(() => parseBinarySize(text)).toThrow(`strconv.ParseFloat: parsing "${number}": invalid syntax`);
  for (const text of ["32kx", "32bb", "32 mib1x"]) expect(() => parseBinarySize(text)).toThrow("invalid s");
});

test("spans of time", () => {
  const minute = 60;
  const hour = 3600;
  const day = 24 * hour;
  const shown: Array<[number, string]> = [
    [0.45, "Less than a second"],
    [1, "1 second"],
    [45, "45 seconds"],
    [60, "About a minute"],
    [3 * minute, "3 minutes"],
    [hour, "About an hour"],
    [3 * hour + 59 * minute, "4 hours"],
    [47 * hour, "47 hours"],
    [3 * day, "3 days"],
    [15 * day, "2 weeks"],
    [61 * day, "2 months"],
    [800 * day, "2 years"],
  ];
  for (const [seconds, text] of shown) expect(humanDuration(seconds)).toBe(text);
});
