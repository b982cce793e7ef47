import { readdirSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { cgroupsOf, interfacesOf, mountsBelow, processesOf } from "../../support/residue.ts";

/** What an engine has on the machine, as lines; ids are taken out, so that equal states give equal lines. */
export async function inventoryOf(engine: Engine): Promise<string[]> {
  const { namespace, paths, cgroup } = engine;
  const rules = (await namespace.run(["nft", "-s", "list", "ruleset"])).stdout.split("\n").map((line) => line.trim());
  const lines = [
    `${processesOf(paths.folder).length} processes`,
    ...mountsBelow(namespace, paths.folder).map((point) => `mount ${withoutIds(point)}`),
    ...(await interfacesOf(namespace)).map((name) => `interface ${name.replace(/^veth.*/, "veth")}`),
    ...rules.filter(Boolean).map((rule) => `rule ${withoutIds(rule)}`),
    ...cgroupsOf(`${cgroup}/`).map((folder) => `cgroup ${withoutIds(folder)}`),
    ...(engine.kind === "gantry" ? filesOf(engine) : []),
  ];
  return lines.sort();
}

/** Files and folders of the engine, two levels deep, without those that only grow and shrink with the database. */
function filesOf({ paths }: Engine): string[] {
  return [paths.dataRoot, paths.execRoot]
    .flatMap((root) =>
      entries(root).flatMap((name) => [
        `file ${name}`,
        ...entries(`${root}/${name}`).map((inner) => `file ${name}/${inner}`),
      ]),
    )
    .map(withoutIds)
    .filter((line) => !/\.db(-|$)/.test(line));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function withoutIds(text: string): string {
  return text
    .replace(/[0-9a-f]{64}/g, "<id>")
    .replace(/veth\w+/g, "veth")
    .replace(/\/\d+(\/|$)/g, "/<n>$1");
}

/** Waits until the engine has again just what it had before. Resolves to what is too much (+) or missing (-) after 5 s. */
export async function differenceFrom(engine: Engine, before: readonly string[]): Promise<string[]> {
  let difference: string[] = [];
  try {
    await eventually(
      "as before",
      async () => {
        difference = differ(before, await inventoryOf(engine));
        return difference.length === 0;
      },
      { withinMs: 5_000 },
    );
  } catch {
    return difference;
  }
  return [];
}

function differ(before: readonly string[], after: readonly string[]): string[] {
  const missing = subtract(before, after).map((line) => `- ${line}`);
  return [...missing, ...subtract(after, before).map((line) => `+ ${line}`)];
}

function subtract(lines: readonly string[], taken: readonly string[]): string[] {
  const rest = [...taken];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
