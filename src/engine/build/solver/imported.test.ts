import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { ImportedCaches } from "#core/build/cache/imports.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { op, SolverBench } from "./test-support.ts";
import { image, run } from "./vertices.test-support.ts";

const first = run(image("debian"), "write a 1");
const top = run(first, "write b 2");
const foreign: TreeLayer = { of: "image", chainId: digestOf("x"), diffId: digestOf("x"), blob: digestOf("x") };

/** A cache that says of one key that its layer is another's. */
function cacheOf(key: Digest, name: string, options: { readonly comes?: boolean; readonly brought?: Digest[] } = {}) {
  const { comes = true, brought = [] } = options;
  const step = { keys: [key], identity: key, createdAt: 7, layers: [foreign] };
  const bring = async () => {
    brought.push(key);
    return comes;
  };
  const imports: ImportedCaches = {
    find: async (_op, wanted) => (wanted === key ? { source: digestOf(name), step, bring } : undefined),
    withMount: async () => false,
  };
  return imports;
}

/** What the first step is found by, without leaving anything. */
async function keyOfFirst(): Promise<Digest> {
  await using build = new SolverBench().build();
  const { identity } = await build.claim.load(first).find(op);
  if (identity === undefined) throw new Error("no key");
  return identity;
}

test("a step that an imported cache has is not run, and what lies on it is the cache's", async () => {
  const bench = new SolverBench();
  await using build = bench.build({ imports: cacheOf(await keyOfFirst(), "one") });
  const result = await build.claim.load(top).result(op);
  expect(bench.ran).toEqual(["write b 2"]);
  expect(build.order).toContain("write a 1 cached");
  expect(result.tree).toMatchObject({ at: "layers", layers: [foreign, { of: "step" }] });
});

test("nothing is brought of a step that another found one needs not", async () => {
  const bench = new SolverBench();
  const key = await keyOfFirst();
  const brought: Digest[] = [];
  {
    await using build = bench.build({ imports: cacheOf(key, "one", { brought }) });
    await build.claim.load(top).result(op);
  }
  await using again = bench.build({ imports: cacheOf(key, "one", { brought }) });
  await again.claim.load(top).result(op);
  expect([bench.ran, brought]).toEqual([["write b 2"], [key]]);
  expect(again.order).toContain("write a 1 cached");
});

test("a step whose layers do not come is run", async () => {
  const bench = new SolverBench();
  const key = await keyOfFirst();
  let asked = 0;
  const lying = cacheOf(key, "one", { comes: false });
  const once: ImportedCaches = {
    ...lying,
    find: async (...args) => (asked++ === 0 ? await lying.find(...args) : undefined),
  };
  await using build = bench.build({ imports: once });
  const result = await build.claim.load(top).result(op);
  expect(bench.ran).toEqual(["write a 1", "write b 2"]);
  expect(result.trust).toBeUndefined();
});

test("what was made on the word of a cache says by what keys others know it", async () => {
  const bench = new SolverBench();
  const imports = cacheOf(await keyOfFirst(), "one");
  const keys = async () => {
    await using build = bench.build({ imports });
    return (await build.claim.load(top).result(op)).keys;
  };
  const made = await keys();
  expect(made?.length).toBe(2);
  expect(await keys()).toEqual(made);
});

test("who names no cache, or another, finds nothing that was made on the word of one", async () => {
  const bench = new SolverBench();
  const key = await keyOfFirst();
  const ran = async (imports?: ImportedCaches): Promise<string[]> => {
    bench.ran.length = 0;
    await using build = bench.build(imports === undefined ? {} : { imports });
    await build.claim.load(top).result(op);
    return [...bench.ran];
  };
  expect(await ran(cacheOf(key, "one"))).toEqual(["write b 2"]);
  expect(await ran(cacheOf(key, "one"))).toEqual([]);
  expect(await ran(cacheOf(key, "other"))).toEqual(["write b 2"]);
  expect(await ran()).toEqual(["write a 1", "write b 2"]);
});

test("builds at one time share no step with one that believes a cache", async () => {
  const bench = new SolverBench();
  await using believing = bench.build({ imports: cacheOf(await keyOfFirst(), "one") });
  await using other = bench.build();
  await Promise.all([believing, other].map((build) => build.claim.load(top).result(op)));
  expect(bench.ran.sort()).toEqual(["write a 1", "write b 2", "write b 2"]);
});
