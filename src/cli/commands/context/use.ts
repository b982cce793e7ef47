import { type Command, runs } from "../../command.ts";
import { saveConfig } from "../../config/save-config.ts";
import { checkContextName } from "../../contexts/context-store.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { defaultName } from "../../contexts/metadata.ts";

/** Docker counts the arguments of this one command without its own words. */
export const command = {
  usage: "CONTEXT",
  arguments: { least: 1, most: 1, plain: true },
  flags: {},
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { args }) => {
  const [name = ""] = args;
  if (name !== defaultName) {
    checkContextName(name);
    new Contexts(io).store.read(name);
  }
  const currentContext = name === defaultName ? undefined : name;
  // A file that says so already is left alone.
  if ((io.config.currentContext || undefined) !== currentContext)
    saveConfig(io.engine.configFolder, { currentContext });
  io.stdout.write(`${name}\n`);
  io.stderr.write(`Current context is now ${JSON.stringify(name)}\n`);
  if (name !== defaultName && io.env["DOCKER_HOST"]) {
    io.stderr.write(
      `Warning: DOCKER_HOST environment variable overrides the active context. To use ${JSON.stringify(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`,
    );
  }
});
