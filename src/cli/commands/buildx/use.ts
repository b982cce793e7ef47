import { atMost } from "../../arguments.ts";
import { isName } from "../../builders/builder-store.ts";
import { Builders, builderFlag } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { defaultName } from "../../contexts/metadata.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";

export const command = {
  usage: "[OPTIONS] NAME",
  arguments: atMost(1),
  flags: {
    builder: builderFlag,
    default: bool({ usage: "Set it for where another context was chosen before, too" }),
    global: bool({ usage: "Builder of every context from now on" }),
  },
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { args, flags }) => {
  const builders = new Builders(io);
  const name = args[0] ?? builders.named(flags.builder);
  const isStored = builders.store.builder(name) !== undefined;
  if (!isStored) checkContext(io, builders, name);
  const Global = isStored && flags.global;
  builders.store.choose({ Key: builders.key, Name: isStored ? name : "", Global });
});

/** @throws Error in buildx's words for what is not the builder of the context in use */
function checkContext(io: Io, builders: Builders, name: string): void {
  if (name === io.contextName) return;
  if (name === defaultName) throw new Error("run `docker context use default` to switch to default context");
  if (new Contexts(io).store.has(name))
    throw new Error(`run \`docker context use ${name}\` to switch to context ${name}`);
  const why = isName(name)
    ? `open ${builders.store.instancePath(name)}: no such file or directory`
    : `invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`;
  throw new Error(`failed to find instance ${JSON.stringify(name)}: ${why}`);
}
