import { expect, test } from "bun:test";
import type { Vertex } from "#core/build/graph.ts";
import type { MissReason } from "#core/build/progress.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import { SeededRandom } from "../../../../tests/support/random.ts";
import { op, SolverBench } from "../solver/test-support.ts";
import { context, copy, image, run } from "../solver/vertices.test-support.ts";

/** What a build of four steps is made of. */
interface Recipe {
  readonly base: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly argument: string;
  readonly commands: readonly string[];
  readonly user: string;
  readonly architecture: string;
  readonly files: Readonly<Record<string, string>>;
  readonly bound: Readonly<Record<string, string>>;
}

const recipe: Recipe = {
  base: "debian@1",
  environment: { A: "1", B: "2" },
  argument: "x",
  commands: ["write a 1", "write b 2", "write c 3"],
  user: "",
  architecture: "amd64",
  files: { "src/a": "1", "src/b": "2", "src/d/c": "3", other: "4" },
  bound: { "m/x": "1", "m/y": "2" },
};

function graphOf(made: Recipe): Vertex {
  const [first = "", second = "", third = ""] = made.commands;
  const platform = { os: "linux", architecture: made.architecture };
  const env = [...Object.entries({ ...made.environment, ARG: made.argument })].map(
    ([name, value]) => `${name}=${value}`,
  );
  const mount = { type: "bind", from: context("bound"), source: "m", target: "/m", readOnly: true } as const;
  const one = withFields(run(image(made.base), first, { place: "1", argumentNames: ["ARG"], platform }), { env });
  const two = copy(one, context("ctx"), "src", { place: "2" });
  const three = run(two, second, { place: "3" }, [mount]);
  return withFields(run(three, third, { place: "4" }), { user: made.user });
}

function withFields({ operation, meta }: Vertex, fields: Partial<RunOperation>): Vertex {
  return { operation: { ...operation, ...fields } as RunOperation, meta };
}

interface Mutation {
  readonly made: Recipe;
  /** The first step that misses, and the reason that it must name. */
  readonly step: string;
  readonly reason: Pick<MissReason, "kind" | "what">;
}

function mutate(random: SeededRandom, salt: string): Mutation {
  const [first = "", second = "", third = ""] = recipe.commands;
  const variable = random.pick(Object.keys(recipe.environment));
  const file = random.pick(Object.keys(recipe.files).filter((path) => path.startsWith("src/")));
  const bound = random.pick(Object.keys(recipe.bound));
  const at = random.pick([0, 1, 2]);
  const command = `write z ${salt}`;
  return random.pick<Mutation>([
    { made: { ...recipe, base: `debian@${salt}` }, step: first, reason: { kind: "base", what: `FROM debian@${salt}` } },
    {
      made: { ...recipe, environment: { ...recipe.environment, [variable]: salt } },
      step: first,
      reason: { kind: "environment", what: variable },
    },
    { made: { ...recipe, argument: salt }, step: first, reason: { kind: "argument", what: "ARG" } },
    {
      made: { ...recipe, commands: recipe.commands.with(at, command) },
      step: command,
      reason: { kind: "instruction", what: command },
    },
    { made: { ...recipe, user: salt }, step: third, reason: { kind: "instruction", what: "user" } },
    { made: { ...recipe, architecture: salt }, step: first, reason: { kind: "platform", what: "platform" } },
    {
      made: { ...recipe, files: { ...recipe.files, [file]: salt } },
      step: "copy src",
      reason: { kind: "file", what: file },
    },
    {
      made: { ...recipe, files: { ...recipe.files, [`src/new-${salt}`]: "" } },
      step: "copy src",
      reason: { kind: "file", what: `src/new-${salt}` },
    },
    {
      made: { ...recipe, bound: { ...recipe.bound, [bound]: salt } },
      step: second,
      reason: { kind: "file", what: bound },
    },
  ]);
}

async function whyOf(bench: SolverBench, made: Recipe): Promise<Array<[string, readonly MissReason[]]>> {
  bench.contexts.set("ctx", new Map(Object.entries(made.files)));
  bench.contexts.set("bound", new Map(Object.entries(made.bound)));
  await using build = bench.build({ why: true });
  await build.solve(graphOf(made));
  return [...build.states.values()].flatMap(({ name, why }): Array<[string, readonly MissReason[]]> => {
    return why === undefined ? [] : [[name, why]];
  });
}

test("the first build says so, one that is all cached nothing", async () => {
  const bench = new SolverBench();
  expect((await whyOf(bench, recipe)).map(([, reasons]) => reasons[0]?.kind)).toEqual(Array(4).fill("first-build"));
  expect(await whyOf(bench, recipe)).toEqual([]);
});

test("100 mutations: the first step that misses names the input that changed, and nothing else", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const bench = new SolverBench();
    await whyOf(bench, recipe);
    const { made, step, reason } = mutate(new SeededRandom(seed), `s${seed}`);
    const [first, ...others] = await whyOf(bench, made);
    expect([seed, first?.[0], first?.[1].map(({ kind, what }) => ({ kind, what }))]).toEqual([seed, step, [reason]]);
    for (const [, reasons] of others) expect(reasons.map(({ kind }) => kind)).toEqual(["base"]);
  }
});

test("what is remembered outlives the engine; a result that was removed is said to be", async () => {
  const bench = new SolverBench();
  await whyOf(bench, recipe);
  await bench.places.flush(op, 1);
  const restarted = new SolverBench(bench.store);
  await restarted.places.restore(op);
  expect((await whyOf(restarted, recipe)).map(([, reasons]) => reasons[0]?.kind)).toEqual([
    "collected",
    ...Array(3).fill("collected"),
  ]);
});

test("the same step without the cache says only that", async () => {
  const bench = new SolverBench();
  const step = (ignoreCache: boolean): Vertex => run(image("a"), "write a 1", { place: "p", ignoreCache });
  for (const [ignoreCache, kind] of [
    [false, "first-build"],
    [true, "no-cache"],
  ] as const) {
    await using build = bench.build({ why: true });
    await build.solve(step(ignoreCache));
    expect(build.states.get("write a 1")?.why?.map((reason) => reason.kind)).toEqual([kind]);
  }
});
