import { expect, test } from "bun:test";
import type { Output } from "../../io/io.ts";
import { KeyMenu, menuText } from "./key-menu.ts";

function screen(): { readonly out: Output; readonly text: () => string } {
  let text = "";
  const write = (data: string | Uint8Array): void => {
    text += String(data);
  };
  const out: Output = {
    isTerminal: true,
    write,
    send: async (data) => write(data),
    windowSize: () => ({ rows: 3, columns: 80 }),
  };
  return { out, text: () => text };
}

test("it says what the keys do", () => {
  const off = Bun.stripANSI(menuText({ isWatching: false }));
  expect([off, Bun.stripANSI(menuText({ isWatching: true }))]).toEqual([
    "w Enable Watch   d Detach",
    "w Disable Watch   d Detach",
  ]);
});

test("it stands in the last line, and the cursor stays where it was", () => {
  const { out, text } = screen();
  new KeyMenu(out, () => 0).show();
  const cleared = `\x1b[0G\x1b7${"\x1b[1B\x1b[2K".repeat(3)}\x1b8`;
  const room = `${"\x1b[2K\n\x1b[0G".repeat(2)}\x1b[2A`;
  expect(text()).toBe(`${cleared}${room}\x1b[0G\x1b7\x1b[3;0H\x1b[2K${menuText({ isWatching: false })}\x1b[0G\x1b8`);
});

test("a failure stands above it for a while, and nothing once it is hidden", () => {
  const { out, text } = screen();
  let now = 0;
  const menu = new KeyMenu(out, () => now);
  menu.fail("Watch", "is not to be had");
  expect(text()).toContain("Watch →\x1b[0m  is not to be had");
  const before = text().length;
  now = 10_000;
  menu.show();
  expect(text().slice(before)).not.toContain("is not to be had");
  menu.hide();
  const hidden = text().length;
  menu.show();
  expect(text().length).toBe(hidden);
});
