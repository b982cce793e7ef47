import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { noFilters } from "#formats/filters.ts";
import { dockerArchive, fileMember, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";

const op = backgroundOp();
const gentle = { force: false, noPrune: false };
const layers = ["one", "two", "three"].map((text) => tarOf(fileMember("x", text.repeat(2000))));

/** Loads `app:1` as each of the layers in turn. @returns the ids, oldest first */
async function moved(bench: ImageBench, count: number): Promise<[string, string, string]> {
  const ids: string[] = [];
  for (const layer of layers.slice(0, count)) {
    await bench.load(dockerArchive(["app:1"], [layer]));
    ids.push(bench.images.resolve("app:1").id);
  }
  return ids as [string, string, string];
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

async function rowsOf(bench: ImageBench, name = "app:1") {
  return (await bench.images.log(op, name)).map(({ N, Id, By, Available }) => [N, Id, By, Available]);
}

async function danglingOf(bench: ImageBench): Promise<string[]> {
  const filters = new Map([["dangling", new Set(["true"])]]);
  const query = { all: false, digests: false, sharedSize: false, manifests: false, filters };
  return (await bench.images.list(op, query)).map(({ Id }) => Id).sort();
}

test("a name's log, newest first, and back and forth", async () => {
  await using bench = await ImageBench.make();
  const [a, b, c] = await moved(bench, 3);
  expect(await rowsOf(bench)).toEqual([
    [0, c, "load", true],
    [1, b, "load", true],
    [2, a, "load", true],
  ]);
  expect(await bench.images.rollback(op, "app:1", "2")).toEqual({ Id: a, Previous: c });
  expect(String(bench.images.resolve("app:1").id)).toBe(a);
  expect(await bench.images.rollback(op, "app:1", "")).toEqual({ Id: c, Previous: a });
  expect(await rowsOf(bench)).toEqual([
    [0, c, "rollback", true],
    [1, a, "rollback", true],
    [2, c, "load", true],
    [3, b, "load", true],
    [4, a, "load", true],
  ]);
  expect(bench.events.at(-1)).toMatchObject({ action: "tag", actorId: c, attributes: { name: "app:1" } });
});

test("former images are dangling as in Docker, and survive a restart", async () => {
  await using bench = await ImageBench.make();
  const [a, b] = await moved(bench, 3);
  expect(await danglingOf(bench)).toEqual([a, b].sort());
  await bench.reopen();
  expect(await danglingOf(bench)).toEqual([a, b].sort());
  const usage = bench.images.logs.usage();
  expect(usage?.Images).toBe(2);
  expect(usage?.Size).toBeGreaterThan(layers[0]!.length + layers[1]!.length);
  expect((await bench.images.log(op, "app:1")).map(({ Size }) => Size > 0)).toEqual([false, true, true]);
  await bench.images.rollback(op, "app:1", "1");
  expect(String(bench.images.resolve("app:1").id)).toBe(b);
});

test("rmi and prune remove a former image, and the log says so", async () => {
  await using bench = await ImageBench.make();
  const [a, b] = await moved(bench, 3);
  await bench.images.remove(op, a, gentle);
  await bench.images.prune(op, noFilters);
  expect((await rowsOf(bench)).map(([n, , , available]) => [n, available])).toEqual([
    [0, true],
    [1, false],
    [2, false],
  ]);
  const short = (id: string): string => id.slice(7, 19);
  expect(await failureOf(bench.images.rollback(op, "app:1", "1"))).toBe(
    `former image app:1@1 (${short(b)}) has been removed`,
  );
  expect(bench.images.logs.usage()).toBeUndefined();
  expect((await bench.leftovers()).records).toBe(3);
});

test("a name that is gone can be had back while its former image is there", async () => {
  await using bench = await ImageBench.make();
  const [a, b] = await moved(bench, 2);
  await bench.images.remove(op, "app:1", gentle);
  expect(await rowsOf(bench)).toEqual([
    [1, b, "load", false],
    [2, a, "load", true],
  ]);
  expect(await bench.images.rollback(op, "app:1", "2")).toEqual({ Id: a, Previous: "" });
  expect(await danglingOf(bench)).toEqual([]);
});

test("what is too old goes, but not what something else holds", async () => {
  await using bench = await ImageBench.make();
  const [a, b, c] = await moved(bench, 3);
  await bench.load(dockerArchive([], [tarOf(fileMember("y", "never had a name"))]));
  bench.users.set(b, [{ containerId: "c".repeat(64), running: false, reference: "app:1" }]);
  bench.historyAgeMs = 1;
  await bench.reopen();
  expect(await rowsOf(bench)).toEqual([[0, c, "load", true]]);
  const left = await danglingOf(bench);
  expect([left.includes(a), left.includes(b), left.length]).toEqual([false, true, 2]);
  expect(bench.events.at(-1)).toMatchObject({ action: "delete", actorId: a });
});

test("an age of 0 keeps nothing, and removes nothing", async () => {
  await using bench = await ImageBench.make();
  const [a, b] = await moved(bench, 2);
  bench.historyAgeMs = 0;
  await bench.reopen();
  await moved(bench, 2);
  expect(await rowsOf(bench)).toEqual([[0, b, "unknown", true]]);
  expect(await danglingOf(bench)).toEqual([a]);
  expect(await failureOf(bench.images.rollback(op, "app:1", ""))).toBe(
    "what image names stood for is not kept: image-history-age is 0",
  );
});

test("what is refused", async () => {
  await using bench = await ImageBench.make();
  const [a] = await moved(bench, 1);
  const refusals: ReadonlyArray<readonly [string, string, string]> = [
    ["app:1", "1", "no such former image: app:1@1 (it stood for no other image)"],
    ["app:1", "0", 'invalid number of moves: "0"'],
    ["app:1", "x", 'invalid number of moves: "x"'],
    ["other", "1", "No such image: other:latest"],
    [`app@${a}`, "1", `"app@${a}" is no name with a tag: only such a name can move`],
  ];
  for (const [name, to, message] of refusals)
    expect(await failureOf(bench.images.rollback(op, name, to))).toBe(message);
  expect(await failureOf(bench.images.log(op, "other"))).toBe("No such image: other:latest");
});
