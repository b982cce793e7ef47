import { expect, test } from "bun:test";
import type { ProgressEvent } from "#compose/execute/progress.ts";
import { Screen } from "../../../../tests/support/screen.ts";
import { Board, type BoardOptions } from "./board.ts";
import { colored, colorless } from "./colors.ts";

const done = (id: string, text: string): ProgressEvent => ({ id, text, status: "done" });
const working = (id: string, text: string): ProgressEvent => ({ id, text, status: "working" });
const part = (parent: string, id: string, percent: number): ProgressEvent => {
  return { id, parent, status: "working", text: "Downloading", current: percent * 1000, total: 100_000, percent };
};

/** A board on a terminal of this size; each look is 100 ms after the one before. */
function opened(columns: number, rows: number, options: Partial<BoardOptions> = {}) {
  const screen = new Screen(columns, rows);
  const out = screen.output();
  const board = new Board({ title: "Running", palette: colored, isDryRun: false, ...options });
  let now = 0;
  return {
    screen,
    async shows(events: readonly ProgressEvent[], isEnd = false): Promise<string[]> {
      for (const event of events) board.event(event, now);
      now += 100;
      out.write(board.render(now, out.windowSize(), { isEnd }));
      return (await screen.settled()).filter((row) => row !== "");
    },
  };
}

test("lines stay in their places, with times at the right", async () => {
  const { shows } = opened(60, 10);
  expect(await shows([working("Network x_default", "Creating"), working("Container x-web-1", "Creating")])).toEqual([
    "[+] Running 0/2",
    " ⠋ Network x_default  Creating                         0.1s",
    " ⠋ Container x-web-1  Creating                         0.1s",
  ]);
  expect(await shows([done("Network x_default", "Created"), working("Container x-web-1", "Starting")])).toEqual([
    "[+] Running 1/2",
    " ✔ Network x_default  Created                          0.1s",
    " ⠙ Container x-web-1  Starting                         0.2s",
  ]);
  expect(await shows([done("Container x-web-1", "Started")], true)).toEqual([
    "[+] Running 2/2",
    " ✔ Network x_default  Created                          0.1s",
    " ✔ Container x-web-1  Started                          0.2s",
  ]);
});

test("a narrow terminal has the states, and names as far as there is room", async () => {
  const { shows } = opened(30, 10);
  const names = ["Container project-with-a-long-name-web-1", "Volume v"];
  await shows(names.map((name) => working(name, "Creating")));
  const created = names.map((name) => done(name, "Created"));
  expect(await shows(created, true)).toEqual([
    "[+] Running 2/2",
    " ✔ Container pro Created 0.1s",
    " ✔ Volume v      Created 0.1s",
  ]);
});

test("a long state is cut where the time begins", async () => {
  const { shows } = opened(50, 10);
  expect(await shows([{ id: "web", status: "error", text: "x".repeat(100) }])).toEqual([
    "[+] Running 1/1",
    ` ✘ web  ${"x".repeat(33)}... 0.0s`,
  ]);
});

test("a low terminal shows what is worked on, and everything at the end", async () => {
  const { shows } = opened(40, 6);
  const names = Array.from({ length: 9 }, (_, at) => `Container c${at}`);
  await shows(names.map((name) => working(name, "Starting")));
  const later = await shows(names.slice(0, 7).map((name) => done(name, "Started")));
  expect(later.map((row) => row.slice(0, 15).trim())).toEqual([
    "[+] Running 7/9",
    "✔ Container c5",
    "✔ Container c6",
    "⠙ Container c7",
    "⠙ Container c8",
  ]);
  const end = await shows(
    names.slice(7).map((name) => done(name, "Started")),
    true,
  );
  expect(end.map((row) => row.slice(0, 15).trim())).toEqual(names.slice(-5).map((name) => `✔ ${name}`));
});

test("parts of things have lines where there is room for them", async () => {
  const roomy = opened(70, 12);
  const rows = await roomy.shows([working("web", "Pulling"), part("web", "aaa", 50), part("web", "bbb", 100)]);
  expect(rows).toHaveLength(4);
  expect(rows[1]).toContain("web [⣤⣿]   150kB / 200kB");
  expect(rows[2]).toStartWith("   ⠋ aaa  Downloading");
  const low = opened(70, 4);
  expect(await low.shows([working("web", "Pulling"), part("web", "aaa", 50), part("web", "bbb", 100)])).toHaveLength(2);
});

test("a terminal that becomes narrower has the board anew below what it has wrapped", async () => {
  const { screen, shows } = opened(70, 14);
  const names = ["Container one", "Container two"];
  await shows(names.map((name) => working(name, "Starting")));
  screen.resize(40, 14);
  const rows = await shows([done("Container one", "Started")]);
  expect(rows.slice(-3).map((row) => row.slice(0, 26).trim())).toEqual([
    "[+] Running 1/2",
    "✔ Container one  Started",
    "⠙ Container two  Starting",
  ]);
  const last = await shows([done("Container two", "Started")], true);
  expect(last).toHaveLength(rows.length);
  expect(last.slice(-1)[0]).toStartWith(" ✔ Container two  Started");
});

test("names and states do not move the terminal", async () => {
  const { shows } = opened(70, 8);
  const hostile = {
    id: "Image a\x1b[2Jb",
    status: "error",
    text: "no\nsuch\x1b[1;1H\x07 thing",
    detail: "\x9bA",
  } as const;
  expect(await shows([working("web", "Pulling"), hostile])).toEqual([
    "[+] Running 1/2",
    expect.stringMatching(/^ ⠋ web +Pulling +0.1s$/),
    expect.stringMatching(/^ ✘ Image a\\x1b\[2Jb \\x9bA no such\\x1b\[1;1H\\x07 thing +0.0s$/),
  ]);
});

test("NO_COLOR's palette draws the same without a colour", () => {
  const drawn = [colored, colorless].map((palette) => {
    const board = new Board({ title: "Running", palette, isDryRun: true });
    board.event(done("web", "Started"), 0);
    board.event(working("db", "Starting"), 0);
    return board.render(0, { rows: 24, columns: 80 });
  });
  const [withColours = "", without = ""] = drawn;
  expect(without).not.toMatch(/\x1b\[[0-9;]*m/);
  expect(withColours).toMatch(/\x1b\[32m✔\x1b\[0m/);
  expect(withColours.replace(/\x1b\[[0-9;]*m/g, "")).toBe(without);
});
