import { networkDisconnect } from "#client/network-disconnect.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] NETWORK CONTAINER",
  arguments: exactly(2),
  flags: { force: bool({ short: "f", usage: "Force the container out in any case" }) },
} satisfies Command;

export const run = runs(command, async (op, _io, client, { flags, args: [network = "", container = ""] }) => {
  await networkDisconnect(op, client, network, { container, force: flags.force });
});
