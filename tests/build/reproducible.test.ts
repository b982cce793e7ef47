import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import type { Engine } from "../support/engine.ts";
import { type BuildCase, readCases } from "./support/build-case.ts";
import { Workshop } from "./support/builders.ts";
import { treeOfImage } from "./support/image-tree.ts";

// Every Dockerfile built twice, by two engines that know nothing of each other: in another folder, with other times of its
// files and another owner. With SOURCE_DATE_EPOCH both images have one digest.

const full = process.env["FAULTS"] === "full";
const workshop = new Workshop(full ? "debian" : "small");
let engines: Promise<readonly Engine[]> | undefined;

afterAll(() => workshop[Symbol.asyncDispose](), 120_000);

const places = [
  { seconds: 1_650_000_000, owner: "0:0" },
  { seconds: 1_750_000_000, owner: "1000:1000" },
] as const;

/** What a step's programs write of their own day and machine makes another image of the same Dockerfile. */
function isDeterministic({ varies = [], refused }: BuildCase): boolean {
  return varies.length === 0 && refused === undefined;
}

async function digestOf(engine: Engine, buildCase: BuildCase, place: (typeof places)[number]): Promise<string> {
  const folder = workshop.context(buildCase, place.seconds);
  execFileSync("chown", ["-hR", place.owner, folder]);
  const args = ["--output", `type=image,name=${buildCase.name},rewrite-timestamp=true`];
  const env = { ...buildCase.env, SOURCE_DATE_EPOCH: "1600000000" };
  const { code, stdout, stderr } = await workshop.build(engine, { ...buildCase, env }, { folder, args });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  const { Id } = await engine.json<{ Id: string }>("GET", `/images/${buildCase.name}/json`);
  return Id;
}

for (const buildCase of readCases(full).filter(isDeterministic))
  test(buildCase.name, async () => {
    engines ??= Promise.all([workshop.engine(), workshop.engine()]);
    const both = await engines;
    const [first, second] = await Promise.all(both.map((engine, i) => digestOf(engine, buildCase, places[i]!)));
    if (first !== second) {
      const [one, other] = await Promise.all(both.map((engine) => treeOfImage(engine, buildCase.name)));
      expect([...other!]).toEqual([...one!]);
    }
    expect(second).toBe(first!);
  }, 900_000);
