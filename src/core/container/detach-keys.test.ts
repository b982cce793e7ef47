import { expect, test } from "bun:test";
import { parseDetachKeys } from "./detach-keys.ts";

test("keys stand for bytes", () => {
  expect([...parseDetachKeys("")]).toEqual([16, 17]);
  expect([...parseDetachKeys("ctrl-p,ctrl-q")]).toEqual([16, 17]);
  expect([...parseDetachKeys("a,ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_")]).toEqual([97, 0, 27, 28, 29, 30, 31]);
});

test("others are refused in Docker's words", () => {
  for (const keys of ["zz", "ctrl-", "ctrl-A", "ctrl-p,", "é"]) {
    expect(() => parseDetachKeys(keys)).toThrow(`Invalid detach keys (${keys}) provided`);
  }
});
