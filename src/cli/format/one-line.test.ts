import { expect, test } from "bun:test";
import { oneLine } from "./one-line.ts";

test("lines become one, and nothing in it moves a terminal", () => {
  expect(oneLine(" a\n  b\n")).toBe("a b");
  expect(oneLine("a\u001b[31mb\u0007\u009bc\r")).toBe("a\\x1b[31mb\\x07\\x9bc");
  expect(oneLine("ü → 漢")).toBe("ü → 漢");
});
