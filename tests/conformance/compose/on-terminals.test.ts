import { beforeAll, expect, test } from "bun:test";
import { ComposePair } from "../../support/compose-pair.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import type { Terminal, TerminalOptions } from "../../support/terminal.ts";

const engine = sharedEngine();
let pair: ComposePair;

const service = (command: string): string => `{image: busybox, command: ${command}, stop_signal: SIGKILL}`;
const model = `
services:
  talks: ${service("[sh, -c, 'i=0; while sleep 0.1; do i=$$((i+1)); echo line $$i; done']")}
  a-service-of-a-long-name: ${service("sleep 7000")}
  b: ${service("sleep 7000")}
  c: ${service("sleep 7000")}
  d: ${service("sleep 7000")}
  e: ${service("sleep 7000")}
  made:
    build: {context: ., dockerfile_inline: "FROM busybox\\nRUN echo made"}
    command: sleep 7000
    stop_signal: SIGKILL
    profiles: [made]
`;

beforeAll(async () => {
  pair = new ComposePair(await engine(), { "compose.yaml": model });
}, 60_000);

type Rows = readonly string[];

const shownBy = (terminal: Terminal): Rows => terminal.rows().filter((row) => row !== "");

/** Runs a line to its end; what it has sent is what `isWhole` waits for. */
async function ended(args: Rows, options: Partial<TerminalOptions>, isWhole: (rows: Rows) => boolean) {
  const terminal = pair.terminal("own", args, options);
  try {
    expect(await terminal.exited()).toBe(0);
    await eventually("the last screen", () => isWhole(shownBy(terminal))).catch((error: Error) => {
      throw new Error(`${error.message}\n${shownBy(terminal).join("\n")}`);
    });
    return { rows: shownBy(terminal), all: terminal.screen };
  } finally {
    terminal.close();
  }
}

const quiet = ["a-service-of-a-long-name", "b", "c", "d", "e"];
const isDone = (row: string): boolean => /^ ✔ .* (?:Started|Created|Removed) +\d+\.\ds$/.test(row);

test("up on a narrow terminal has one row for each thing, with its state and time", async () => {
  const size = { columns: 40, rows: 24 };
  const { rows } = await ended(["up", "-d", ...quiet], size, ([head]) => head === "[+] Running 6/6");
  expect(rows).toHaveLength(7);
  expect(rows.filter(isDone)).toHaveLength(6);
});

test("up shows a build with its steps, and what was built with what was started", async () => {
  const isEnd = (rows: Rows): boolean => rows.includes("[+] Running 2/2");
  const { rows, all } = await ended(
    ["--profile", "made", "up", "-d", "--build", "made"],
    { columns: 100, rows: 40 },
    isEnd,
  );
  expect(all).toMatch(/\[\+\] Building \d\.\ds \(\d+\/\d+\) FINISHED/);
  expect(all).toContain(" => [internal] load local bake definitions");
  const board = rows.slice(rows.indexOf("[+] Running 2/2") + 1);
  expect(board.map((row) => row.replace(/ +\d+\.\ds$/, ""))).toEqual([
    expect.stringMatching(/^ ✔ pair\d+o-made +Built$/),
    expect.stringMatching(/^ ✔ Container pair\d+o-made-1 +Started$/),
  ]);
  expect((await pair.run("own", ["--profile", "made", "rm", "-sf", "made"])).code).toBe(0);
});

test("down on a low terminal draws over nothing else, and ends with everything", async () => {
  const { all } = await ended(
    ["down", "-t", "0"],
    { columns: 80, rows: 6 },
    (rows) => rows.filter(isDone).length === 5,
  );
  expect(all).toContain("[+] Running 6/6");
});

test("a terminal that changes its size while things start ends with one whole board", async () => {
  const terminal = pair.terminal("own", ["up", "-d", ...quiet], { columns: 100, rows: 24 });
  try {
    for (const columns of [60, 44, 90, 50]) {
      terminal.resize(columns, 24);
      await Bun.sleep(40);
    }
    expect(await terminal.exited()).toBe(0);
    await eventually("one whole board", () => {
      const [head, ...rest] = shownBy(terminal).slice(-7);
      return head === "[+] Running 6/6" && rest.every(isDone);
    });
  } finally {
    terminal.close();
  }
});

test("the keys' menu stays in the last row of a narrow terminal that is resized, and d leaves", async () => {
  const terminal = pair.terminal("own", ["up", "talks"], { columns: 50, rows: 12 });
  try {
    const menuAtEnd = (): boolean => /w Enable Watch +d Detach$/.test(terminal.rows().at(-1) ?? "");
    const menus = (): number => terminal.rows().filter((row) => row.includes("Detach")).length;
    const lines = (): number => terminal.rows().filter((row) => /^talks-1 +\| line \d+$/.test(row)).length;
    await eventually("the logs above the menu", () => menuAtEnd() && lines() >= 6);
    terminal.resize(30, 8);
    await eventually("the same on the small one", () => menuAtEnd() && menus() === 1 && lines() >= 3);
    terminal.type("v");
    terminal.type("w");
    await terminal.expect("watch is not yet configured");
    await eventually("the logs go on", () => lines() >= 1);
    terminal.type("d");
    expect(await terminal.exited()).toBe(0);
    await eventually("no menu any more", () => menus() === 0);
  } finally {
    terminal.close();
  }
});

test("with NO_COLOR nothing has a colour", async () => {
  const options = { columns: 80, rows: 24, env: { NO_COLOR: "1" } };
  const colours = /\x1b\[[0-9;]*m/;
  const lines: readonly Rows[] = [
    ["up", "-d", ...quiet],
    ["logs", "--tail", "2", "talks"],
    ["down", "-t", "0"],
  ];
  for (const line of lines) {
    const { all } = await ended(line, options, (rows) => rows.length > 1);
    expect([line[0], colours.test(all)]).toEqual([line[0], false]);
  }
}, 60_000);
