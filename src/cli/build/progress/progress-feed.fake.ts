import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgressEvent } from "./events.ts";

/** What an engine tells at one time, in milliseconds since the build began; times within are such too. */
export interface FeedBatch {
  readonly at: number;
  readonly events: readonly ProgressEvent[];
}

/** What is told of a build, by the name of its folder. */
export function readFeed(name: string): FeedBatch[] {
  return JSON.parse(readFileSync(goldenPath(name, "feed.json"), "utf8")) as FeedBatch[];
}

/** Where the screens are that the stock buildx shows of a feed. */
export function goldenPath(name: string, file: string): string {
  return join(import.meta.dir, "testdata", name, file);
}

/** The event with times since 1970. */
export function eventAt(event: ProgressEvent, zero: number): ProgressEvent {
  const shift = <T>(object: T): T =>
    Object.fromEntries(
      Object.entries(object as object).map(([key, value]) =>
        /^(?:startedAt|completedAt|at)$/.test(key) ? [key, (value as number) + zero] : [key, value],
      ),
    ) as T;
  return Object.fromEntries(Object.entries(event).map(([kind, value]) => [kind, shift(value)]));
}

/** The screens of a terminal, one after the other, as often as they changed; times that pass are masked. */
export function framesOf(written: string): string {
  const masked = written.replaceAll("\r\n", "\n").replace(/ \d+\.\ds/g, (time) => ` ${"#".repeat(time.length - 2)}s`);
  const frames = masked.split("\x1b[?25l").slice(1);
  const bodies = frames.map((frame) => frame.replace(/\x1b\[\?25h(?:\x1b\[1[AB])*\x1b\[0G$/, ""));
  const changed = bodies.filter((body, index) => body !== bodies[index - 1]);
  return changed.map((body) => `${body.replaceAll("\x1b", "␛")}\n`).join("----\n");
}

/** The entries of `--progress=rawjson`, a line each, by kind; times are since the build began, where the feed says them. */
export function entriesOf(written: string, zero: number): string {
  const lines = written.trim().split("\n");
  const entries = lines.flatMap((line) =>
    Object.entries(JSON.parse(line) as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>).flatMap(
      ([kind, list]) => list.map((entry) => ({ kind, ...since(entry, { kind, zero }) })),
    ),
  );
  return entries
    .toSorted((a, b) => a.kind.localeCompare(b.kind))
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join("");
}

function since(entry: Readonly<Record<string, unknown>>, { kind, zero }: { kind: string; zero: number }): object {
  const time = (key: string, value: unknown): unknown =>
    key === "timestamp" && kind === "statuses" ? "now" : Date.parse(String(value)) - zero;
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      /^(?:started|completed|timestamp)$/.test(key) ? time(key, value) : value,
    ]),
  );
}
