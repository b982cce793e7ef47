import { expect, test } from "bun:test";
import { Screen } from "./screen.ts";

test("what a terminal shows is not what was sent", async () => {
  const screen = new Screen(20, 4);
  await screen.write("first\r\nsecond\x1b[1A\rFIRST\x1b[2B\r\x1b[31mred\x1b[0m");
  expect(screen.rows()).toEqual(["FIRST", "second", "red", ""]);
  await screen.write("\r\x1b[2K\x1b[1;1H\x1b[J");
  expect(screen.rows()).toEqual(["", "", "", ""]);
  screen.close();
});

test("lines wrap, scroll and are cut by a change of size", async () => {
  const screen = new Screen(10, 3);
  await screen.write("0123456789abc\r\nx\r\ny");
  expect(screen.rows()).toEqual(["abc", "x", "y"]);
  screen.resize(10, 2);
  expect(screen.rows()).toHaveLength(2);
  screen.close();
});

test("the other screen goes, and what was there before is back", async () => {
  const screen = new Screen(10, 2);
  await screen.write("kept\x1b[?1049h\x1b[Hother");
  expect(screen.rows()[0]).toBe("other");
  await screen.write("\x1b[?1049l");
  expect(screen.rows()[0]).toBe("kept");
  screen.close();
});
