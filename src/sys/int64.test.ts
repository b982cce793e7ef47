import { expect, test } from "bun:test";
import { readInt64, writeInt64 } from "./int64.ts";

test.each([0, 1, -1, -62_135_596_800, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1, -(2 ** 40) - 7])("%d", (value) => {
  const memory = Buffer.alloc(16);
  writeInt64(memory, value, 4);
  expect(memory.readBigInt64LE(4)).toBe(BigInt(value));
  expect(readInt64(memory, 4)).toBe(value);
});
