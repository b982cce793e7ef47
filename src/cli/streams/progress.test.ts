import { expect, test } from "bun:test";
import { progressText } from "../format/progress-text.ts";
import { recordingIo } from "../io/fake.ts";
import { showProgress } from "./progress.ts";

const messages = [
  { status: "Pulling from library/x", id: "1" },
  { status: "Pulling fs layer", progressDetail: {}, id: "aaaaaaaaaaaa" },
  { status: "Pulling fs layer", progressDetail: {}, id: "bbbbbbbbbbbb" },
  { status: "Downloading", progressDetail: { current: 1_234_567, total: 24_345_678 }, id: "aaaaaaaaaaaa" },
  { status: "Downloading", progressDetail: { current: 5000 }, id: "bbbbbbbbbbbb" },
  { status: "Pull complete", progressDetail: {}, id: "bbbbbbbbbbbb" },
  { status: "Digest: sha256:xyz" },
  { status: "Old style", progress: "[==>]", id: "cccc" },
  { stream: "some stream" },
  { aux: { x: 1 } },
  { status: "again", progressDetail: {}, id: "aaaaaaaaaaaa" },
  { status: "Status: done" },
];

async function* lines(values: readonly unknown[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const value of values) yield new TextEncoder().encode(`${JSON.stringify(value)}\r\n`);
}

async function shown(values: readonly unknown[], columns?: number): Promise<string> {
  const io = recordingIo(columns === undefined ? {} : { columns });
  await showProgress(io.stdout, lines(values));
  return io.printed().out;
}

// What docker 28.5 wrote for the same messages.
test("without a terminal each message is a line, and there are no bars", async () => {
  expect(await shown(messages)).toBe(
    [
      "1: Pulling from library/x\n",
      "aaaaaaaaaaaa: Pulling fs layer\n",
      "bbbbbbbbbbbb: Pulling fs layer\n",
      "bbbbbbbbbbbb: Pull complete\n",
      "Digest: sha256:xyz\n",
      "cccc: Old style [==>]some stream",
      "aaaaaaaaaaaa: again\n",
      "Status: done\n",
    ].join(""),
  );
});

test("on a terminal a layer keeps its line until something else is printed", async () => {
  const bar = "[==>                                                ]  1.235MB/24.35MB";
  expect(await shown(messages, 111)).toBe(
    [
      "1: Pulling from library/x\n",
      "\n\x1b[1A\x1b[2K\raaaaaaaaaaaa: Pulling fs layer \r\x1b[1B",
      "\n\x1b[1A\x1b[2K\rbbbbbbbbbbbb: Pulling fs layer \r\x1b[1B",
      `\x1b[2A\x1b[2K\raaaaaaaaaaaa: Downloading ${bar}\r\x1b[2B`,
      "\x1b[1A\x1b[2K\rbbbbbbbbbbbb: Downloading      5kB\r\x1b[1B",
      "\x1b[1A\x1b[2K\rbbbbbbbbbbbb: Pull complete \r\x1b[1B",
      "Digest: sha256:xyz\n",
      "\n\x1b[1Acccc: Old style [==>]\x1b[1B",
      "some stream",
      "\n\x1b[1A\x1b[2K\raaaaaaaaaaaa: again \r\x1b[1B",
      "Status: done\n",
    ].join(""),
  );
});

test("bars, counts and the time left follow the width and the units", () => {
  const text = (detail: Parameters<typeof progressText>[0], columns: number) =>
    progressText(detail, { columns, now: 1_700_000_100_000 });
  const some = { current: 5, total: 7 };
  expect(text({}, 200)).toBe("");
  expect(text({ current: 5, units: "s" }, 200)).toBe("5 s");
  expect(text(some, 110)).toBe("      5B/7B");
  expect(text({ ...some, units: "files" }, 111)).toBe(
    "[===================================>               ] 5/7 files",
  );
  expect(text({ ...some, hidecounts: true }, 111)).toBe("[===================================>               ] ");
  expect(text({ ...some, start: 1_700_000_000 }, 51)).toBe("      5B/7B 40s");
  expect(text({ ...some, start: 1_700_000_000 }, 50)).toBe("      5B/7B");
  expect(text({ current: 50, total: 40 }, 80)).toBe("     50B");
});

test("an error ends it, with what was shown before and the rest unread", async () => {
  const io = recordingIo();
  const failing = [{ status: "a" }, { errorDetail: { message: "boo" }, error: "boo" }, { status: "b" }];
  expect(showProgress(io.stdout, lines(failing))).rejects.toThrow("boo");
  await showProgress(undefined, lines([{ status: "quiet" }]));
  expect(io.printed().out).toBe("a\n");
});
