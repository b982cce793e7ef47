import { afterAll, expect, test } from "bun:test";
import type { Engine } from "../support/engine.ts";
import { type BuildCase, readCases } from "./support/build-case.ts";
import { Workshop } from "./support/builders.ts";
import { configOfImage } from "./support/image-config.ts";
import { differences, treeOfImage } from "./support/image-tree.ts";

// Every Dockerfile built by this engine and by BuildKit: the same files and the same config.

const full = process.env["FAULTS"] === "full";
const workshop = new Workshop(full ? "debian" : "small");
let engines: Promise<readonly Engine[]> | undefined;

afterAll(() => workshop[Symbol.asyncDispose](), 120_000);

async function built(engine: Engine, buildCase: BuildCase) {
  const result = await workshop.build(engine, buildCase, { folder: workshop.context(buildCase) });
  if (result.code !== 0) throw new Error(`${engine.kind}: ${result.stdout}${result.stderr}`);
  const [tree, config] = [await treeOfImage(engine, buildCase.name), await configOfImage(engine, buildCase.name)];
  await engine.request("DELETE", `/images/${buildCase.name}?force=1`);
  return { tree, config };
}

/** Another Dockerfile has another history. */
function comparable(config: Readonly<Record<string, unknown>>, { reference }: BuildCase): object {
  return reference === undefined ? config : { ...config, history: undefined, layers: undefined };
}

/** Whether it was refused, and in which words. */
async function refusalOf(engine: Engine, buildCase: BuildCase): Promise<string> {
  const { code, stderr } = await workshop.build(engine, buildCase, { folder: workshop.context(buildCase) });
  return code === 0 ? "" : stderr;
}

for (const buildCase of readCases(full))
  test(buildCase.name, async () => {
    engines ??= Promise.all([workshop.engine("gantry"), workshop.engine("dockerd")]);
    if (buildCase.refused !== undefined) {
      const [said, ofReference] = await Promise.all((await engines).map((engine) => refusalOf(engine, buildCase)));
      expect(said).toContain(buildCase.refused);
      expect(ofReference).not.toBe("");
      return;
    }
    const [ours, reference] = await Promise.all((await engines).map((engine) => built(engine, buildCase)));
    expect(differences(reference!.tree, ours!.tree, buildCase.varies)).toEqual([]);
    expect(comparable(ours!.config, buildCase)).toEqual(comparable(reference!.config, buildCase));
  }, 900_000);
