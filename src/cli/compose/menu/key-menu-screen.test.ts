import { expect, test } from "bun:test";
import { Screen } from "../../../../tests/support/screen.ts";
import { LogView } from "../logs/log-view.ts";
import { KeyMenu } from "./key-menu.ts";

/** Logs above the menu, on a terminal of this size. */
function opened(columns: number, rows: number) {
  const screen = new Screen(columns, rows);
  const out = screen.output();
  let now = 0;
  const menu = new KeyMenu(out, () => now);
  const view = new LogView({
    stdout: out,
    stderr: out,
    isColored: true,
    hasPrefix: true,
    hasTimestamps: false,
    below: menu,
    now: () => now,
  });
  const logs = (from: number, to: number): void => {
    for (let at = from; at < to; at++) view.log("web-1", `line ${at}`);
  };
  return { screen, menu, view, logs, later: (ms: number) => (now += ms), shown: () => screen.settled() };
}

const line = (at: number): string => `web-1  | line ${at}`;

test("the menu stays in the last row while logs scroll", async () => {
  const { logs, shown } = opened(40, 6);
  logs(0, 2);
  expect(await shown()).toEqual([line(0), line(1), "", "", "", "w Enable Watch   d Detach"]);
  logs(2, 20);
  const rows = await shown();
  expect(rows.at(-1)).toBe("w Enable Watch   d Detach");
  expect(rows.filter((row) => row.startsWith("web"))).toEqual([line(17), line(18), line(19)]);
});

test("a menu of two rows covers no log", async () => {
  const { logs, shown } = opened(20, 8);
  logs(0, 30);
  const rows = await shown();
  expect(rows.join("")).toEndWith("w Enable Watch   d Detach");
  expect(rows.filter((row) => row.startsWith("web")).at(-1)).toBe(line(29));
});

test("a change of size leaves one menu", async () => {
  const { screen, logs, shown } = opened(60, 8);
  logs(0, 3);
  for (const [columns, rows] of [
    [30, 8],
    [30, 12],
    [80, 6],
  ] as const) {
    screen.resize(columns, rows);
    logs(3, 5);
    const now = await shown();
    expect(now.filter((row) => row.includes("Detach"))).toHaveLength(1);
    expect(now.at(-1)).toBe("w Enable Watch   d Detach");
    expect(now.filter((row) => row.startsWith("web")).at(-1)).toBe(line(4));
  }
});

test("a failure is above the menu, goes by itself, and the end leaves the logs alone", async () => {
  const { menu, logs, later, shown } = opened(50, 8);
  logs(0, 2);
  menu.fail("Watch", "is not to be had");
  expect((await shown()).slice(-3)).toEqual(["", "Watch →  is not to be had", "w Enable Watch   d Detach"].slice(-3));
  later(10_000);
  menu.show();
  expect((await shown()).join()).not.toContain("Watch →");
  menu.isWatching = true;
  menu.show();
  expect((await shown()).at(-1)).toBe("w Disable Watch   d Detach");
  menu.hide();
  logs(2, 3);
  expect((await shown()).filter((row) => row !== "")).toEqual([line(0), line(1), line(2)]);
});
