import { notSupported } from "#base/errors.ts";
import { atMost } from "../../arguments.ts";
import { Builders, timeoutFlag } from "../../builders/builders.ts";
import { checkNewBuilder } from "../../builders/check-new-builder.ts";
import { type Command, runs } from "../../command.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [CONTEXT|ENDPOINT]",
  arguments: atMost(1),
  flags: {
    append: bool({ usage: "Append a node to the builder" }),
    bootstrap: bool({ usage: "Boot the builder" }),
    "buildkitd-config": string({ usage: "Configuration of the builder's BuildKit" }),
    "buildkitd-flags": string({ usage: "Flags of the builder's BuildKit" }),
    config: string({ usage: "Configuration of the builder's BuildKit", hidden: true }),
    driver: string({ usage: "Where the builder runs (docker-container, kubernetes, remote)" }),
    "driver-opt": list({ usage: "An option of the driver", type: "stringArray" }),
    leave: bool({ usage: "Remove a node from the builder" }),
    name: string({ usage: "Name of the builder" }),
    node: string({ usage: "Name of the node" }),
    platform: list({ usage: "A platform of the node", type: "stringArray" }),
    timeout: timeoutFlag,
    use: bool({ usage: "Set the builder as the one in use" }),
  },
  long: "Refused: the engine is the builder, and each context has its engine's.",
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

/** Other builders than engines are not this client's: what they would be is said. */
export const run = runs(command, async (_op, io, _client, { flags }) => {
  const { driver } = flags;
  checkNewBuilder(flags, new Builders(io).store);
  throw notSupported(
    `builders of driver ${driver === "" ? "docker-container" : driver}; the engine of each context is a builder of its own (docker context create)`,
  );
});
