import { expect, test } from "bun:test";
import { goMode, inodeMode } from "./go-mode.ts";

test("a mode goes to Go's bits and back", () => {
  for (const type of [0o040000, 0o120000, 0o020000, 0o060000, 0o010000, 0o140000, 0o100000])
    for (const bits of [0o644, 0o4755, 0o2755, 0o1777, 0]) expect(inodeMode(goMode(type | bits))).toBe(type | bits);
});
