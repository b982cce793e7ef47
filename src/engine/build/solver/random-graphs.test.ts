import { expect, test } from "bun:test";
import { type Input, scratch, type Vertex } from "#core/build/graph.ts";
import { SeededRandom } from "../../../../tests/support/random.ts";
import { SolverBench } from "./test-support.ts";
import { copy, image, merge, run } from "./vertices.test-support.ts";

/** A graph of programs, copies and merges over each other; `salt` changes the text of one of its programs. */
function randomGraph(seed: number, { size, salted = -1 }: { readonly size: number; readonly salted?: number }): Vertex {
  const random = new SeededRandom(seed);
  const vertices: Vertex[] = [image("base")];
  const any = (): Vertex => random.pick(vertices);
  for (let at = 0; at < size; at++) {
    const root: Input = random.pick([scratch, any(), any()]);
    const text = `${seed}-${at}${at === salted ? "-changed" : ""}`;
    const file = `f${random.pick([1, 2, 3])}`;
    const made = [
      run(root, `write ${file} ${text}`, { place: `place-${at}` }),
      run(root, `read ${file} g${at}`, { place: `place-${at}` }),
      copy(root, run(any(), `write ${file} ${text}`), file, { place: `place-${at}` }),
      merge(any(), run(scratch, `write m${at} ${text}`)),
    ];
    vertices.push(random.pick(made));
  }
  return vertices.at(-1) as Vertex;
}

/** What the files of a graph's tree are, without any cache. */
function evaluate(input: Input): Map<string, string> {
  if (input === scratch) return new Map();
  const { operation } = input;
  if (operation.kind === "merge") return new Map(operation.inputs.flatMap((below) => [...evaluate(below)]));
  if (operation.kind === "file") {
    const files = evaluate(operation.root);
    for (const action of operation.actions) {
      if (action.action !== "copy") continue;
      const text = evaluate(action.from).get(action.source);
      if (text !== undefined) files.set(action.source, text);
    }
    return files;
  }
  if (operation.kind !== "run") return new Map();
  const files = evaluate(operation.root);
  const [what, path = "", text = ""] = operation.args;
  files.set(what === "write" ? path : text, what === "write" ? text : (files.get(path) ?? "nothing"));
  return files;
}

function plain(files: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...files].sort());
}

const seeds = Array.from({ length: 40 }, (_, at) => at + 1);

test("random graphs give what they say, of several builds at once, each step once, and nothing the second time", async () => {
  for (const seed of seeds) {
    const bench = new SolverBench();
    const expected = plain(evaluate(randomGraph(seed, { size: 12 })));
    const builds = [1, 2, 3].map(() => bench.build());
    for (const solved of await Promise.all(builds.map((build) => build.solve(randomGraph(seed, { size: 12 })))))
      expect(plain(new Map(Object.entries(solved)))).toEqual(expected);
    for (const build of builds) await build[Symbol.asyncDispose]();
    const once = bench.ran.length;
    await using again = bench.build();
    expect(plain(new Map(Object.entries(await again.solve(randomGraph(seed, { size: 12 })))))).toEqual(expected);
    expect(bench.ran.length).toBe(once);
    expect(bench.cache.list().length).toBe(once);
  }
});

test("a graph of which one program changed gives what it says now", async () => {
  for (const seed of seeds) {
    const bench = new SolverBench();
    for (const salted of [-1, 3, 5, -1, 8]) {
      await using build = bench.build();
      const graph = randomGraph(seed, { size: 10, salted });
      expect(plain(new Map(Object.entries(await build.solve(graph))))).toEqual(plain(evaluate(graph)));
    }
  }
});

test("builds that come and go at any moment leave nothing behind, and spoil nothing for the others", async () => {
  for (const seed of seeds) {
    const random = new SeededRandom(`going/${seed}`);
    const bench = new SolverBench();
    const lives = Array.from({ length: 5 }, async (_, at) => {
      const build = bench.build();
      const graph = randomGraph(seed, { size: 10, salted: at % 2 });
      const solved = build.solve(graph).then((files) => plain(new Map(Object.entries(files))));
      solved.catch(() => {});
      for (let turn = random.pick([1, 5, 20, 1000]); turn > 0 && turn < 1000; turn--)
        await new Promise((resolve) => setImmediate(resolve));
      if (at > 0) return await build.end();
      expect(await solved).toEqual(plain(evaluate(graph)));
      await build.end();
    });
    await Promise.all(lives);
    expect([bench.solver.size, bench.steps.open.size]).toEqual([0, 0]);
    expect(bench.cache.list().filter(({ inUse }) => inUse)).toEqual([]);
    expect([...bench.steps.frozen.keys()].sort()).toEqual(
      bench.cache
        .list()
        .map(({ id }) => id)
        .sort(),
    );
  }
});
