import { expect, test } from "bun:test";
import { goMode } from "#formats/go-mode.ts";
import { absolutePath, baseName, isWithin } from "./container-path.ts";

test("the ending of a path is kept, the rest is made clean", () => {
  const made = ["d", "/d/", "/d/.", "/", "/.", "/a/../d/./x", "../../x", "/d//", "."].map(absolutePath);
  expect(made).toEqual(["/d", "/d/", "/d/.", "/", "/.", "/d/x", "/x", "/d/", "/."]);
});

test("the last part of a path", () => {
  expect(["/d", "/d/", "/d/.", "/", "", "d/e"].map(baseName)).toEqual(["d", "d", ".", "/", ".", "e"]);
});

test("what lies in a folder", () => {
  expect([isWithin("/v/x", "/v"), isWithin("/v", "/v"), isWithin("/vx", "/v"), isWithin("/x", "/")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test("modes in the bits of Go", () => {
  const modes = [0o100644, 0o040755, 0o041777, 0o120777, 0o020666, 0o060600, 0o010644, 0o140755, 0o106755];
  expect(modes.map(goMode)).toEqual([
    420, 2147484141, 2148532735, 134218239, 69206454, 67109248, 33554852, 16777709, 12583405,
  ]);
});
