import { expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import type { FrontendRequest } from "#core/build/request.ts";
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

test("a build that is pinned outlives others, over a restart too, until it is free again", async () => {
  await using folder = await temporaryFolder();
  const open = async (): Promise<BuildHistory> => {
    const history = new BuildHistory({ path: folder.path, log: silentLog, now: () => 1 });
    await history.restore();
    return history;
  };
  const first = await open();
  await ended(first, "kept", 1);
  await first.pin("kept", true);
  expect(await first.pin("nope", true).catch((error: Error) => error.message)).toContain("no build nope");
  const history = await open();
  for (let at = 0; at < 51; at++) await ended(history, `b${at}`, 2 + at);
  expect(history.records().map(({ id }) => id)).not.toContain("b0");
  expect(history.records().find(({ id }) => id === "kept")?.pinned).toBe(true);
  const again = listener();
  await history.replay(op, "kept", again);
  expect(again.told).toHaveLength(2);
  await history.pin("kept", false);
  await ended(history, "last", 100);
  expect(history.records().map(({ id }) => id)).not.toContain("kept");
});

test("a build that runs is told from its beginning to its end", async () => {
  const told = new ToldBuild(listener());
  told.log({ vertex, stream: "stdout", data: Buffer.from("before"), at: 1 });
  const late = listener();
  const replaying = told.replay(op, late);
  told.log({ vertex, stream: "stdout", data: Buffer.from("after"), at: 2 });
  told.end();
  await replaying;
  expect(late.told).toEqual([
    ["log", "before"],
    ["log", "after"],
  ]);
});

test("provenance of a build and its image are kept with it, over restarts too", async () => {
  await using folder = await temporaryFolder();
  const open = async (): Promise<BuildHistory> => {
    const history = new BuildHistory({ path: folder.path, log: silentLog, now: () => 2000 });
    await history.restore();
    return history;
  };
  const amd = { os: "linux", architecture: "amd64" };
  const request = { ...noRequest, buildArgs: { WHO: "you" } };
  const told = new ToldBuild(listener());
  const job = new RecordedJob("one", 1000, told);
  const materials = [{ uri: "pkg:docker/base@1", digest: `sha256:${"a".repeat(64)}` }];
  const image = { key: "linux/amd64", platform: amd, reference: undefined, config: amd };
  const target = { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: digestOf("image"), size: 5 };
  job.solving(request);
  job.solved({
    images: [{ ...image, materials, base: { reference: undefined, historyLength: 0 }, scanned: [] }],
    index: false,
  });
  job.exported({ "containerimage.descriptor": Buffer.from(JSON.stringify(target)).toString("base64") });
  const { attachments, texts } = job.documents(1500, amd);
  await (await open()).add(job.describe(1500, attachments), told, texts);
  const history = await open();
  const [record] = history.records();
  expect(record?.attachments.map(({ of, descriptor }) => [of, descriptor.digest])).toEqual([
    ["statement", digestOf(Buffer.from(texts[0] ?? ""))],
    ["image", target.digest],
  ]);
  const kept = await history.attachment(record?.attachments[0]?.descriptor.digest ?? "");
  expect(JSON.parse(Buffer.from(kept ?? []).toString())).toMatchObject({
    materials: [{ uri: "pkg:docker/base@1" }],
    invocation: { parameters: { args: { "build-arg:WHO": "you" } } },
    metadata: { buildInvocationID: "one", buildStartedOn: "1970-01-01T00:00:01.000Z" },
  });
  expect(await history.attachment(target.digest)).toBeUndefined();
  const again = listener();
  await history.replay(op, "one", again);
  expect(again.told).toEqual([]);
});

const context = { from: "local", name: "context", sharedKeyHint: "" } as const;
const noRequest: FrontendRequest = {
  ...{ context, dockerfile: { path: "Dockerfile", context }, target: "", buildArgs: {}, labels: {}, platforms: [] },
  ...{ noCache: [], resolveMode: "default", network: "default", hostname: "", namedContexts: {}, inputs: {} },
  ...{ limits: { extraHosts: [], ulimits: [] }, ask: "build", syntax: "", dialect: "buildkit", facts: {}, check: "" },
};

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "history-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
