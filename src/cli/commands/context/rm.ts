import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { saveConfig } from "../../config/save-config.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { defaultName } from "../../contexts/metadata.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "CONTEXT [CONTEXT...]",
  arguments: atLeast(1),
  flags: { force: bool({ short: "f", usage: "Remove also the context in use" }) },
  aliases: ["docker context rm", "docker context remove"],
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags, args }) => {
  const { store } = new Contexts(io);
  const errors: string[] = [];
  for (const name of args) {
    try {
      remove(name);
      io.stdout.write(`${name}\n`);
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));

  function remove(name: string): void {
    const shown = JSON.stringify(name);
    if (name === defaultName) throw new Error(`context ${shown} cannot be removed`);
    if (!store.has(name) && !flags.force) throw new Error(`context ${shown} does not exist`);
    if (name === io.contextName) {
      if (!flags.force) throw new Error(`context ${shown} is in use, set -f flag to force remove`);
      saveConfig(io.engine.configFolder, { currentContext: undefined });
    }
    store.remove(name);
  }
});
