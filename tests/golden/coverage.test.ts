import { expect, test } from "bun:test";
import type { CommandEntry, CommandModule } from "#cli/command.ts";
import { rootCommands } from "#cli/commands/index.ts";
import { parseFlags } from "#cli/flags/parse.ts";
import { globalFlags } from "#cli/global-flags.ts";
import { resolveCommand } from "#cli/resolve.ts";
import { splitShellWords } from "#formats/shell-words/split.ts";
import { goldenFiles } from "./cases.ts";
import { exceptions } from "./exceptions.ts";

/** A command by all of its names: `docker ps` and `docker container ls` are one. */
interface Leaf {
  readonly paths: string[];
  succeeds: boolean;
  fails: boolean;
}

const table = globalFlags("/nowhere", {});

/** What makes two entries of the tree the same command: the file that they load; its path where each load makes one of its own. `docker builder` is `docker buildx`. */
async function identityOf(entry: CommandEntry, path: string): Promise<unknown> {
  const loads = async (): Promise<unknown> => ((await entry.load?.({})) as CommandModule | undefined)?.command;
  const command = await loads();
  return command !== undefined && command === (await loads())
    ? command
    : path.replace(/^docker builder\b/, "docker buildx");
}

async function leaves(): Promise<ReadonlyMap<unknown, Leaf>> {
  const found = new Map<unknown, Leaf>();
  const walk = async (entries: readonly CommandEntry[], parent: string): Promise<void> => {
    for (const entry of entries) {
      const path = `${parent} ${entry.name}`;
      const children = (await entry.children?.()) ?? [];
      await walk(children, path);
      if (children.length > 0 && entry.load === undefined) continue;
      const identity = await identityOf(entry, path);
      const leaf = found.get(identity) ?? { paths: [], succeeds: false, fails: false };
      leaf.paths.push(path);
      found.set(identity, leaf);
    }
  };
  await walk(rootCommands, "docker");
  return found;
}

/** The command that a case's line is for. */
async function commandOf(line: string): Promise<unknown> {
  const { args } = parseFlags(table, splitShellWords(line).slice(1), { interspersed: false });
  const { entry, path } = await resolveCommand(rootCommands, args);
  return entry === undefined ? undefined : identityOf(entry, path);
}

async function seen(): Promise<Leaf[]> {
  const found = await leaves();
  for (const { cases } of goldenFiles().values())
    for (const { line, printed } of cases) {
      const leaf = found.get(await commandOf(line).catch(() => undefined));
      if (leaf === undefined) continue;
      if (printed.code === 0) leaf.succeeds = true;
      else leaf.fails = true;
    }
  return [...found.values()];
}

test("every command has a case in which it succeeds, and one in which it fails", async () => {
  const lacking = (await seen()).flatMap(({ paths, succeeds, fails }) => {
    const excused = paths.map((path) => exceptions[path]).find((exception) => exception !== undefined);
    const lacks = [...(succeeds ? [] : ["success"]), ...(fails ? [] : ["failure"])];
    return lacks.filter((kind) => excused?.[kind as "success"] === undefined).map((kind) => `${paths[0]}: ${kind}`);
  });
  expect(lacking).toEqual([]);
});

test("no exception is without need", async () => {
  const all = await seen();
  const needless = Object.entries(exceptions).flatMap(([path, { success, failure }]) => {
    const leaf = all.find(({ paths }) => paths.includes(path));
    if (leaf === undefined) return [`${path}: no such command`];
    return [
      ...(success !== undefined && leaf.succeeds ? [`${path}: succeeds`] : []),
      ...(failure !== undefined && leaf.fails ? [`${path}: fails`] : []),
    ];
  });
  expect(needless).toEqual([]);
});
