import { expect, test } from "bun:test";
import { withoutControls, withoutMovements } from "./controls.ts";

const hostile = "a\x1b[2Jb\x07\u009bc\r\n\td\x7f ü 漢";

test("what moves a terminal is shown by its number", () => {
  expect(withoutControls(hostile)).toBe("a\\x1b[2Jb\\x07\\x9bc\\x0d\\x0a\\x09d\\x7f ü 漢");
  expect(withoutMovements(hostile)).toBe("a\\x1b[2Jb\\x07\\x9bc\\x0d\n\td\\x7f ü 漢");
});
