import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { ProgressDisplay } from "./live-progress.ts";
import { makePrinter } from "./make-printer.ts";
import { PlainDisplay } from "./plain.ts";
import { entriesOf, eventAt, framesOf, goldenPath, readFeed } from "./progress-feed.fake.ts";
import { RawJsonPrinter } from "./raw-json.ts";
import { TerminalDisplay } from "./terminal.ts";

const zero = Date.UTC(2026, 0, 2, 3, 4, 5);
const idleMs = 150;

/** Plays a feed as it would be drawn in its time. */
function play(name: string, display: ProgressDisplay): void {
  let now = zero;
  for (const { at, events } of readFeed(name)) {
    for (now += idleMs; now < zero + at; now += idleMs) display.draw(now);
    now = zero + at;
    for (const event of events) display.add(eventAt(event, zero), now);
    display.draw(now);
  }
  display.end(now);
}

function output(size = { rows: 24, columns: 80 }) {
  const written: string[] = [];
  const write = (data: string | Uint8Array): void => void written.push(String(data));
  const windowSize = () => size;
  const stderr = { isTerminal: true, write, windowSize, send: async () => {} };
  return { stderr, text: () => written.join("") };
}

const golden = (name: string, file: string): string => readFileSync(goldenPath(name, file), "utf8");

for (const name of ["build", "failure"]) {
  test(`plain lines are those of buildx: ${name}`, () => {
    const { stderr, text } = output();
    play(name, new PlainDisplay(stderr.write));
    expect(text()).toBe(golden(name, "plain.txt"));
  });

  for (const rows of [24, 9])
    test(`screens of ${rows} lines are those of buildx: ${name}`, () => {
      const { stderr, text } = output({ rows, columns: 80 });
      play(name, new TerminalDisplay(stderr, { colour: true }));
      expect(framesOf(text())).toBe(golden(name, `tty-${rows}.txt`));
    });

  test(`JSON has the entries of buildx: ${name}`, () => {
    const { stderr, text } = output();
    const printer = new RawJsonPrinter(stderr);
    for (const { events } of readFeed(name)) for (const event of events) printer.event(eventAt(event, zero));
    expect(entriesOf(text(), zero)).toBe(golden(name, "rawjson.txt"));
  });

  test(`quiet says nothing: ${name}`, () => {
    const { stderr, text } = output();
    const printer = makePrinter(stderr, {}, "quiet", { builder: "default" });
    for (const { events } of readFeed(name)) for (const event of events) printer.event(eventAt(event, zero));
    printer.finish();
    expect(text()).toBe("");
  });
}
