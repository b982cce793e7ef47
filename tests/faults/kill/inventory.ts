import { readdirSync, readFileSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { cgroupHierarchies, mountsBelow } from "../../support/residue.ts";

/** What an engine has on the machine, as lines; ids are taken out, so that equal states give equal lines. */
export async function inventoryOf(engine: Engine): Promise<string[]> {
  const { namespace, paths } = engine;
  const rules = (await namespace.run(["nft", "-s", "list", "ruleset"])).stdout.split("\n").map((line) => line.trim());
  const lines = [
    ...processesOf(engine).map((name) => `process ${name}`),
    ...mountsBelow(namespace, paths.folder).map((point) => `mount ${point}`),
    ...interfacesOf(namespace.pid).map((name) => `interface ${name}`),
    ...rules.filter(Boolean).map((rule) => `rule ${rule}`),
    ...cgroupsOf(engine),
    ...(engine.kind === "gantry" ? filesOf(engine) : []),
  ];
  return lines.map((line) => withoutIds(line.replaceAll(paths.folder, ""))).sort();
}

/** What lasts of it: a probe of somebody's health comes and goes. */
export async function lastingInventoryOf(engine: Engine): Promise<string[]> {
  const first = await inventoryOf(engine);
  await Bun.sleep(300);
  const second = await inventoryOf(engine);
  return subtract(first, subtract(first, second));
}

/** Names of the processes that have the engine's folder in their command line. */
function processesOf({ paths }: Engine): string[] {
  return entries("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const command = contents(`/proc/${pid}/cmdline`);
    return command.includes(paths.folder) ? [command.split("\0")[0]!.split("/").at(-1)!] : [];
  });
}

/** @see proc(5), "/proc/pid/net/dev" */
function interfacesOf(pid: number): string[] {
  const lines = contents(`/proc/${pid}/net/dev`).split("\n").slice(2);
  return lines.filter(Boolean).map((line) => line.split(":")[0]!.trim());
}

/** Cgroups of containers, in all hierarchies. */
function cgroupsOf({ cgroup }: Engine): string[] {
  return cgroupHierarchies().flatMap((root) =>
    folders(`${root}${cgroup}`).map((name) => {
      const inside = folders(`${root}${cgroup}/${name}`).length;
      return `cgroup ${root}/${name} with ${inside} inside`;
    }),
  );
}

/**
 * Files and folders of the engine, as deep as they are its own, without the database, which only grows, and without what
 * pulls, builds, and pushes to its registry, that broke off leave for the next.
 */
function filesOf({ paths }: Engine): string[] {
  const files = [paths.dataRoot, paths.execRoot].flatMap((root) => below(root, 3));
  return files.filter(
    (line) =>
      !/\.db(-|$)|\/content\/partial\/|\/data\/registry\/|\/data\/build\/history\/|\/data\/build-files\//.test(line),
  );
}

function below(folder: string, depth: number): string[] {
  return readdir(folder).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    const isOwn = entry.isDirectory() && !/\/(_data|upper|work)$|\/snapshots\/\d+$/.test(path);
    const inner = isOwn && (depth > 1 || path.endsWith("/sha256")) ? below(path, depth - 1) : [];
    return [`file ${path}`, ...inner];
  });
}

function readdir(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function folders(folder: string): string[] {
  return readdir(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function entries(folder: string): string[] {
  return readdir(folder).map(({ name }) => name);
}

function contents(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function withoutIds(text: string): string {
  return text
    .replace(/[0-9a-f]{32,64}/g, "<id>")
    .replace(/veth\w+/g, "veth")
    .replace(/\/\d+(\/|$)/g, "/<n>$1");
}

/** Waits until the engine has again just what it had before. Resolves to what is too much (+) or missing (-) after 5 s. */
export async function differenceFrom(engine: Engine, before: readonly string[]): Promise<string[]> {
  let difference: string[] = [];
  const look = async (): Promise<boolean> => {
    difference = differ(before, await inventoryOf(engine));
    return difference.length === 0;
  };
  await eventually("as before", look, { withinMs: 5_000, everyMs: 50 }).catch(() => {});
  return difference;
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
