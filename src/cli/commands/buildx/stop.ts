import { notSupported } from "#base/errors.ts";
import { atMost } from "../../arguments.ts";
import { Builders, builderFlag } from "../../builders/builders.ts";
import { loadBuilder } from "../../builders/nodes.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "[NAME]",
  arguments: atMost(1),
  flags: { builder: builderFlag },
  errorPrefix: "ERROR: ",
} satisfies Command;

/** An engine's own builder runs as long as the engine: nothing is done to it. */
export const run = runs(command, async (op, io, client, { args, flags }) => {
  const builders = new Builders(io);
  const builder = builders.find(args[0] ?? flags.builder);
  if (builder.of === "store" && builder.driver !== "remote")
    throw notSupported(`ending builder ${builder.name} of driver ${builder.driver}`);
  const { error } = await loadBuilder(op, io, { builders, client, timeout: 20e9 }, builder);
  if (error !== undefined) throw new Error(error);
});
