import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { saveConfig } from "../../config/save-config.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { defaultName } from "../../contexts/metadata.ts";
import { dryRunFlag } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "CONTEXT [CONTEXT...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, force: bool({ short: "f", usage: "Force the removal of the context in use" }) },
  aliases: ["docker context rm", "docker context remove"],
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags, args }) => {
  const { store } = new Contexts(io);
  const errors: string[] = [];
  const gone = new Set<string>();
  for (const name of args) {
    try {
      check(name);
      if (!flags["dry-run"]) remove(name);
      gone.add(name);
      io.stdout.write(flags["dry-run"] ? `Would remove context ${name}\n` : `${name}\n`);
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));

  function check(name: string): void {
    const shown = JSON.stringify(name);
    if (name === defaultName) throw new Error(`context ${shown} cannot be removed`);
    if (flags.force) return;
    if (gone.has(name) || !store.has(name)) throw new Error(`context ${shown} does not exist`);
    if (name === io.contextName) throw new Error(`context ${shown} is in use, set -f flag to force remove`);
  }

  function remove(name: string): void {
    if (name === io.contextName) saveConfig(io.engine.configFolder, { currentContext: undefined });
    store.remove(name);
  }
});
