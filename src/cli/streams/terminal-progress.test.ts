import { expect, test } from "bun:test";
import type { ProgressMessage } from "#formats/progress.ts";
import { Screen } from "../../../tests/support/screen.ts";
import { terminalProgress } from "./terminal-progress.ts";

const layer = (id: string, status: string, current?: number): ProgressMessage => ({
  id,
  status,
  progressDetail: current === undefined ? {} : { current, total: 10_000_000 },
});

function opened(columns: number, rows: number) {
  const screen = new Screen(columns, rows);
  const show = terminalProgress(screen.output(), () => 0);
  return {
    screen,
    async shows(...messages: readonly ProgressMessage[]): Promise<string[]> {
      for (const message of messages) show(message, false);
      return (await screen.settled()).filter((row) => row !== "");
    },
  };
}

test("things keep their lines, whatever comes between", async () => {
  const { shows } = opened(80, 10);
  expect(
    await shows({ status: "Pulling from x", id: "latest" }, layer("aaa", "Waiting"), layer("bbb", "Waiting")),
  ).toEqual(["latest: Pulling from x", "aaa: Waiting", "bbb: Waiting"]);
  expect(await shows(layer("aaa", "Downloading", 5_000_000), layer("bbb", "Pull complete"))).toEqual([
    "latest: Pulling from x",
    "aaa: Downloading      5MB/10MB",
    "bbb: Pull complete",
  ]);
  expect(await shows({ status: "Digest: sha256:0" }, layer("aaa", "again"))).toEqual([
    "latest: Pulling from x",
    "aaa: Downloading      5MB/10MB",
    "bbb: Pull complete",
    "Digest: sha256:0",
    "aaa: again",
  ]);
});

test("lines of a narrow terminal are cut, not wrapped", async () => {
  const { shows } = opened(20, 10);
  const names = ["aaaaaaaaaaaa", "bbbbbbbbbbbb"];
  for (const current of [1_000_000, 9_000_000]) await shows(...names.map((id) => layer(id, "Downloading", current)));
  expect(await shows(layer("漢漢漢漢漢漢漢漢漢漢漢", "x"))).toEqual([
    "aaaaaaaaaaaa: Downlo",
    "bbbbbbbbbbbb: Downlo",
    "漢漢漢漢漢漢漢漢漢漢",
  ]);
});

test("what has left a low terminal is not drawn over what is there", async () => {
  const { shows } = opened(40, 4);
  const ids = Array.from({ length: 9 }, (_, at) => `layer${at}`);
  await shows(...ids.map((id) => layer(id, "Waiting")));
  const last = await shows(...ids.map((id) => layer(id, "Pull complete")));
  expect(last).toEqual(["layer6: Pull complete", "layer7: Pull complete", "layer8: Pull complete"]);
});

test("a terminal that becomes narrower gets new lines below what it has wrapped", async () => {
  const { screen, shows } = opened(60, 12);
  await shows(layer("aaa", "Downloading", 1_000_000), layer("bbb", "Downloading", 1_000_000));
  screen.resize(18, 12);
  const rows = await shows(layer("bbb", "Extracting", 1_000_000), layer("aaa", "Pull complete"));
  expect(rows.slice(-2)).toEqual(["bbb: Extracting", "aaa: Pull complete"]);
  expect(rows.join("")).toContain("bbb: Downloading");
  expect(await shows(layer("bbb", "Pull complete"))).toEqual([
    ...rows.slice(0, -2),
    "bbb: Pull complete",
    rows.at(-1)!,
  ]);
});

test("a terminal that becomes wider is used to its new width", async () => {
  const { screen, shows } = opened(16, 6);
  await shows(layer("aaa", "Downloading", 1_000_000));
  screen.resize(120, 6);
  expect(await shows(layer("aaa", "Downloading", 5_000_000))).toEqual([
    `aaa: Downloading [${"=".repeat(25)}>${" ".repeat(25)}]      5MB/10MB`,
  ]);
});

test("names and states do not move the terminal", async () => {
  const { shows } = opened(60, 6);
  const rows = await shows(layer("aaa", "Waiting"), layer("b\x1b[2J\nb", "Pulling\x1b[1;1H\x9bA\rgone"));
  expect(rows).toEqual(["aaa: Waiting", "b\\x1b[2J\\x0ab: Pulling\\x1b[1;1H\\x9bA\\x0dgone"]);
});
