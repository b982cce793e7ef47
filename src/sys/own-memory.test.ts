import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { forgetProgramPages } from "./own-memory.ts";

const kilobytesOfFiles = (): number =>
  Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

test("the program's pages leave memory, and the program goes on", () => {
  const source = "export const answer: number = [1, 2, 3].map((part) => part * 7).reduce((sum, part) => sum + part);";
  const transpiled = new Bun.Transpiler({ loader: "ts" }).transformSync(source);
  const before = kilobytesOfFiles();
  forgetProgramPages();
  expect(kilobytesOfFiles()).toBeLessThan(before / 2);
  expect(new Bun.Transpiler({ loader: "ts" }).transformSync(source)).toBe(transpiled);
  expect(new Intl.NumberFormat("en").format(1_234_567)).toBe("1,234,567");
  Bun.gc(true);
});
