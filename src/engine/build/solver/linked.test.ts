import { expect, test } from "bun:test";
import { exportableSteps } from "../service/exportable-steps.ts";
import { SolverBench } from "./test-support.ts";
import { context, image, linked, run } from "./vertices.test-support.ts";

const base = image("debian");
const plain = run(base, "write b 1");
/** A symlink stands where the copy goes. */
const inTheWay = run(base, "write a ->b");

function benchWith(text: string): SolverBench {
  const bench = new SolverBench();
  bench.contexts.set("ctx", new Map([["a", text]]));
  return bench;
}

const copies = ({ ran }: SolverBench): number => ran.filter((name) => name === "copy a").length;

test("a linked copy that fits is made once, whatever it is laid over", async () => {
  const bench = benchWith("new");
  for (const below of [plain, run(plain, "write c 1")]) {
    await using build = bench.build();
    expect(await build.solve(run(linked(below, context("ctx"), "a"), "read a d"))).toMatchObject({
      a: "new",
      d: "new",
    });
  }
  expect(copies(bench)).toBe(1);
});

test("one that does not fit is a copy into the stage, told once, and both are found again", async () => {
  const bench = benchWith("new");
  const top = () => run(linked(inTheWay, context("ctx"), "a"), "read a d");
  {
    await using build = bench.build();
    expect(await build.solve(top())).toMatchObject({ a: "new", d: "new" });
    expect(build.order.toSorted()).toEqual(["FROM debian cached", "context ctx", "copy a", "read a d", "write a ->b"]);
    expect(build.states.has("merge")).toBe(false);
  }
  expect(copies(bench)).toBe(2);
  const ran = bench.ran.length;
  await using again = bench.build();
  expect(await again.solve(top())).toMatchObject({ a: "new", d: "new" });
  expect(bench.ran.slice(ran)).toEqual(["context ctx"]);
  expect(again.states.get("copy a")?.cached).toBe(true);
  expect(again.states.get("read a d")?.cached).toBe(true);
});

test("the same layer laid over a stage and copied into another are told apart by what reads them", async () => {
  const bench = benchWith("new");
  for (const below of [plain, inTheWay]) {
    await using build = bench.build();
    await build.solve(run(linked(below, context("ctx"), "a"), "random"));
  }
  expect(bench.ran.filter((name) => name === "random").length).toBe(2);
});

test("a layer that is cached and does not fit is told as made anew, with the reason", async () => {
  const bench = benchWith("new");
  {
    await using build = bench.build();
    await build.solve(linked(plain, context("ctx"), "a"));
  }
  await using build = bench.build({ why: true });
  await build.solve(linked(inTheWay, context("ctx"), "a"));
  const told = build.states.get("copy a");
  expect(told).toMatchObject({ cached: false, why: [{ kind: "first-build", what: "copy a" }] });
  expect(told?.completedAt).toBeDefined();
});

test("a copy into the stage that fails is told as the step that it is", async () => {
  const bench = benchWith("new");
  bench.copiesOverLinks = false;
  await using build = bench.build();
  const failure: unknown = await build.solve(linked(inTheWay, context("ctx"), "a")).catch((error: unknown) => error);
  const told = build.states.get("copy a");
  expect(told).toMatchObject({ error: "cannot copy" });
  expect(failure).toMatchObject({ vertex: told?.digest });
});

test("caches are given the copy that was taken and the one that was not, and no merge in its place", async () => {
  const bench = benchWith("new");
  await using build = bench.build();
  const top = build.claim.load(linked(inTheWay, context("ctx"), "a"));
  await top.result(build.op);
  const steps = await exportableSteps(build.op, bench.cache, top, { all: true });
  const named = steps.map(({ description, keys }) => [description, keys.length > 0] as const);
  expect(named.filter(([name]) => name === "merge")).toEqual([]);
  expect(named.filter(([name]) => name === "copy a")).toEqual([
    ["copy a", true],
    ["copy a", true],
  ]);
});
