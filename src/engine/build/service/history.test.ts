import { expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import { BuildHistory } from "./history.ts";
import { RecordedJob } from "./recorded-job.ts";
import { ToldBuild } from "./told-build.ts";

const op = backgroundOp();
const vertex = digestOf("v");

function listener(): BuildProgress & { readonly told: unknown[] } {
  const told: unknown[] = [];
  const note =
    (kind: string) =>
    (value: object): void => {
      told.push("data" in value ? [kind, Buffer.from(value.data as Uint8Array).toString()] : [kind, value]);
    };
  return { told, vertex: note("vertex"), task: note("task"), log: note("log"), warning: note("warning") };
}

async function ended(history: BuildHistory, id: string, createdAt: number): Promise<void> {
  const told = new ToldBuild(listener());
  told.vertex({ digest: vertex, inputs: [], name: "step", cached: false, startedAt: 1 });
  told.vertex({ digest: vertex, inputs: [], name: "step", cached: true, startedAt: 1, completedAt: 2 });
  told.log({ vertex, stream: "stdout", data: Buffer.from("grüße\n"), at: 1 });
  await history.add(new RecordedJob(id, createdAt, told).describe(createdAt + 1), told);
}

test("builds are remembered over restarts, told again as they were, and forgotten when asked, when old, when many", async () => {
  await using folder = await temporaryFolder();
  let time = 1000;
  const open = async (): Promise<BuildHistory> => {
    const history = new BuildHistory({ path: join(folder.path, "h"), log: silentLog, now: () => time });
    await history.restore();
    return history;
  };
  await ended(await open(), "../one", 1000);
  await ended(await open(), "two", 1001);
  await writeFile(join(folder.path, "h", "broken.jsonl"), "{");
  const history = await open();
  expect(history.records().map(({ id, steps }) => [id, steps.cached])).toEqual([
    ["../one", 1],
    ["two", 1],
  ]);
  const again = listener();
  await history.replay(op, "../one", again);
  expect(again.told).toEqual([
    ["vertex", { digest: vertex, inputs: [], name: "step", cached: true, startedAt: 1, completedAt: 2 }],
    ["log", "grüße\n"],
  ]);
  await history.forget(["../one"]);
  const replayed = history.replay(op, "../one", again);
  expect(await replayed.catch((error: Error) => error.message)).toContain("no build ../one");
  for (let at = 0; at < 60; at++) await ended(history, `b${at}`, 2000 + at);
  expect(history.records().length).toBe(50);
  time += 3 * 24 * 3600 * 1000;
  expect((await open()).records()).toEqual([]);
  expect(await readdir(join(folder.path, "h"))).toEqual([]);
});

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "history-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
