import { volumeCreate } from "#client/volume-create.ts";
import { atMost } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { ExitError } from "../../errors.ts";
import { list, map } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [VOLUME]",
  arguments: atMost(1),
  flags: {
    driver: string({ short: "d", usage: "Driver that makes the volume", default: "local" }),
    label: list({ usage: "Set a label on the volume" }),
    name: string({ usage: "Name of the volume", hidden: true }),
    opt: map({ short: "o", usage: "Set an option of the driver" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  const [argument] = args;
  if (argument !== undefined && changed("name")) {
    const text = "conflicting options: cannot specify a volume-name through both --name and as a positional arg";
    throw new ExitError(1, text);
  }
  const volume = await volumeCreate(op, client, {
    Driver: flags.driver,
    DriverOpts: flags.opt,
    Labels: pairsOf(flags.label),
    Name: argument ?? flags.name,
  });
  io.stdout.write(`${volume.Name}\n`);
});
