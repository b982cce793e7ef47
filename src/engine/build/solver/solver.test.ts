import { expect, test } from "bun:test";
import { scratch } from "#core/build/graph.ts";
import { op, SolverBench } from "./test-support.ts";
import { context, copy, image, merge, run } from "./vertices.test-support.ts";

const base = image("debian");

test("what was built is found in the next build, and after a restart", async () => {
  const bench = new SolverBench();
  const top = (): ReturnType<typeof run> => run(run(base, "write a 1"), "read a b");
  {
    await using build = bench.build();
    expect(await build.solve(top())).toEqual({ a: "1", b: "1" });
  }
  expect(bench.ran).toEqual(["write a 1", "read a b"]);
  await using again = bench.build();
  expect(await again.solve(top())).toEqual({ a: "1", b: "1" });
  expect(again.order).toEqual(["FROM debian cached", "write a 1 cached", "read a b cached"]);
  await bench.cache.flush(op);
  const restarted = new SolverBench(bench.store);
  for (const [id, files] of bench.steps.frozen) restarted.steps.frozen.set(id, files);
  await restarted.cache.restore(op);
  await using third = restarted.build();
  expect(await third.solve(top())).toEqual({ a: "1", b: "1" });
  expect(restarted.ran).toEqual([]);
});

test("every field of a step counts, and so does what it lies on; names and proxies do not", async () => {
  const bench = new SolverBench();
  const first = run(base, "write a 1");
  const others = [
    { ...first, operation: { ...first.operation, env: ["A=1"] } },
    { ...first, operation: { ...first.operation, user: "1" } },
    { ...first, operation: { ...first.operation, network: "none" } },
    { ...first, operation: { ...first.operation, mounts: [{ type: "tmpfs", target: "/x", sizeBytes: 0 }] } },
    { ...first, meta: { ...first.meta, platform: { os: "linux", architecture: "arm64" } } },
    run(image("debian@sha256:other"), "write a 1"),
    run(scratch, "write a 1"),
  ] as (typeof first)[];
  for (const vertex of [first, ...others]) {
    await using build = bench.build();
    await build.solve(vertex);
  }
  expect(bench.ran.length).toBe(1 + others.length);
  const same = {
    operation: { ...first.operation, proxyEnv: ["http_proxy=x"] },
    meta: { name: "another name" },
  } as typeof first;
  await using build = bench.build();
  await build.solve(same);
  expect(bench.ran.length).toBe(1 + others.length);
});

test("a copy is found by what it reads: another file of the context changes nothing", async () => {
  const bench = new SolverBench();
  const build = async (files: Record<string, string>): Promise<string[]> => {
    bench.contexts.set("ctx", new Map(Object.entries(files)));
    bench.ran.length = 0;
    await using build = bench.build();
    await build.solve(run(copy(base, context("ctx"), "src"), "read src/a b"));
    return bench.ran;
  };
  expect(await build({ "src/a": "1", other: "x" })).toEqual(["context ctx", "copy src", "read src/a b"]);
  expect(await build({ "src/a": "1", other: "y" })).toEqual(["context ctx"]);
  expect(await build({ "src/a": "2", other: "y" })).toEqual(["context ctx", "copy src", "read src/a b"]);
  expect(await build({ "src/a": "1" })).toEqual(["context ctx"]);
});

test("a stage that nothing needs any more does not run; one whose files came out the same changes nothing above", async () => {
  const bench = new SolverBench();
  const top = (stage: string): ReturnType<typeof copy> => copy(base, run(base, stage), "out");
  {
    await using build = bench.build();
    await build.solve(top("write out 1"));
  }
  const [record] = bench.cache.list().filter(({ description }) => description === "write out 1");
  expect(await bench.cache.remove(op, [record?.id ?? ""])).toEqual([record?.id ?? ""]);
  bench.ran.length = 0;
  {
    await using build = bench.build();
    await build.solve(top("write out 1"));
    expect(bench.ran).toEqual([]);
  }
  const other = copy(base, run(run(base, "write x y"), "write out 1"), "out");
  await using build = bench.build();
  await build.solve(run(other, "read out z"));
  expect(bench.ran).toEqual(["write x y", "write out 1", "read out z"]);
});

test("equal steps of several builds run once, and each is told", async () => {
  const bench = new SolverBench();
  const one = bench.build();
  const two = bench.build();
  const solved = [one.solve(run(base, "wait x")), two.solve(run(base, "wait x"))];
  await started(bench, "wait x");
  const late = bench.build();
  solved.push(late.solve(run(run(base, "wait x"), "write a 1")));
  bench.gate("x").resolve();
  await Promise.all(solved);
  expect(bench.ran).toEqual(["wait x", "write a 1"]);
  for (const build of [one, two, late]) {
    const { cached, completedAt } = build.states.get("wait x") ?? {};
    expect([cached, typeof completedAt]).toEqual([false, "number"]);
    expect(build.logs[0]).toBe("wait x");
    await build.end();
  }
  expect(bench.solver.size).toBe(0);
});

test("a step is ended when the last build that wants it has gone, and not before; the next build runs it anew", async () => {
  const bench = new SolverBench();
  const one = bench.build();
  const two = bench.build();
  const first = one.solve(run(base, "wait x"));
  const second = two.solve(run(base, "wait x"));
  await started(bench, "wait x");
  await one.end();
  expect(await failureOf(first)).toBe("context canceled");
  expect(bench.ended).toEqual([]);
  await two.end();
  expect(await failureOf(second)).toBe("context canceled");
  expect(bench.ended).toEqual(["wait x"]);
  expect([bench.steps.open.size, bench.solver.size, bench.cache.list().length]).toEqual([0, 0, 0]);
  bench.gate("x").resolve();
  await using third = bench.build();
  await third.solve(run(base, "wait x"));
  expect(bench.ran).toEqual(["wait x", "wait x"]);
});

test("a failure names its step, ends what else the build wanted, and is tried again by the next", async () => {
  const bench = new SolverBench();
  const location = { source: { fileName: "Dockerfile", language: "", text: "" }, ranges: [] };
  const failing = run(base, "fail", { location });
  const top = copy(copy(base, run(base, "wait x"), "a"), failing, "b");
  const build = bench.build();
  const error = await build.solve(top).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: "process fail failed", location, vertex: build.states.get("fail")?.digest });
  expect(build.states.get("fail")).toMatchObject({ error: "process fail failed" });
  await build[Symbol.asyncDispose]();
  expect(bench.ended).toEqual(["wait x"]);
  expect([bench.steps.open.size, bench.solver.size]).toEqual([0, 0]);
  await using again = bench.build();
  await failureOf(again.solve(failing));
  expect(bench.ran.filter((name) => name === "fail").length).toBe(2);
});

test("without the cache a step runs again, and what was made of its former result is not found", async () => {
  const bench = new SolverBench();
  const top = (ignoreCache: boolean): ReturnType<typeof run> =>
    run(run(base, "random", { ignoreCache }), "read random b");
  const results: Array<Record<string, string>> = [];
  for (const ignoreCache of [false, true, false]) {
    await using build = bench.build();
    results.push(await build.solve(top(ignoreCache)));
  }
  const [first, again, third] = results;
  expect(again?.["random"]).not.toBe(first?.["random"] ?? "");
  expect(again?.["b"]).toBe(again?.["random"] ?? "");
  expect(third).toEqual(again ?? {});
});

test("trees are merged without being run, the last on top; files of a client become a layer where a step lies on them", async () => {
  const bench = new SolverBench();
  bench.contexts.set("ctx", new Map([["f", "0"]]));
  await using build = bench.build();
  const top = merge(run(scratch, "write a 1"), run(scratch, "write a 2"), context("ctx"));
  expect(await build.solve(run(top, "read a b"))).toEqual({ a: "2", f: "0", b: "2" });
  expect(bench.ran.filter((name) => name === "copy /").length).toBe(1);
});

test("a merge that is part of its inputs is not told, and what reads it shows what was merged", async () => {
  const bench = new SolverBench();
  await using build = bench.build();
  const { operation, meta } = merge(base, run(scratch, "write a 1"));
  await build.solve(run({ operation, meta: { ...meta, isUntold: true } }, "read a b"));
  expect(build.states.has("merge")).toBe(false);
  const reader = build.states.get("read a b");
  const read = [...build.states.values()].flatMap((step) => (reader?.inputs.includes(step.digest) ? step.name : []));
  expect(new Set(read)).toEqual(new Set(["FROM debian", "write a 1"]));
});

test("what was made on nothing is found below whatever it is laid over", async () => {
  const bench = new SolverBench();
  for (const under of [run(base, "write a 1"), run(base, "write a 2"), run(image("alpine"), "write c 3")]) {
    await using build = bench.build();
    await build.solve(merge(under, run(scratch, "write b 1")));
  }
  expect(bench.ran.filter((name) => name === "write b 1").length).toBe(1);
});

test("what changed while it was copied is no result for the next build", async () => {
  const bench = new SolverBench();
  bench.contexts.set("ctx", new Map([["a", "1"]]));
  for (const contextsChange of [true, false, false]) {
    bench.contextsChange = contextsChange;
    await using build = bench.build();
    await build.solve(run(copy(base, context("ctx"), "a"), "read a b"));
  }
  const copies = ["copy a", "read a b", "context ctx"];
  expect(bench.ran).toEqual(["context ctx", ...copies.slice(0, 2), "context ctx", ...copies]);
});

test("two clients' contexts of one name are two", async () => {
  const bench = new SolverBench();
  bench.contexts.set("ctx", new Map([["a", "1"]]));
  await using one = bench.build();
  await using two = bench.build();
  await Promise.all([one.solve(copy(base, context("ctx"), "a")), two.solve(copy(base, context("ctx"), "a"))]);
  expect(bench.ran.filter((name) => name === "context ctx").length).toBe(2);
});

test("no more steps run at one time than there is room for", async () => {
  const bench = new SolverBench();
  await using build = bench.build();
  const stages = Array.from({ length: 12 }, (_, at) => run(base, `write f${at} 1`));
  await build.solve(merge(...stages));
  expect(bench.mostAtOnce).toBe(3);
});

async function started(bench: SolverBench, name: string): Promise<void> {
  while (!bench.ran.includes(name)) await new Promise((resolve) => setImmediate(resolve));
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}
