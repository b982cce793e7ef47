import { volumeCreate } from "#client/volume-create.ts";
import { atMost } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { checkLabel } from "../../container-spec/names.ts";
import { ExitError } from "../../errors.ts";
import { list, map } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { clusterVolumeFlags, clusterVolumeSpec } from "../../values/cluster-volume.ts";

export const command = {
  usage: "[OPTIONS] [VOLUME]",
  arguments: atMost(1),
  flags: {
    ...clusterVolumeFlags,
    driver: string({ short: "d", usage: "Driver that makes the volume", default: "local" }),
    label: list({ usage: "Set a label on the volume", check: checkLabel }),
    name: string({ usage: "Name of the volume", hidden: true }),
    opt: map({ short: "o", usage: "Set an option of the driver" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args, changed } = invocation;
  const [argument] = args;
  if (argument !== undefined && changed("name")) {
    const text = "conflicting options: cannot specify a volume-name through both --name and as a positional arg";
    throw new ExitError(1, text);
  }
  const name = argument ?? flags.name;
  const cluster = clusterVolumeSpec(invocation as unknown as Invocation<typeof clusterVolumeFlags>);
  const volume = await volumeCreate(op, client, {
    ...(cluster === undefined ? {} : { ClusterVolumeSpec: cluster }),
    Driver: flags.driver,
    ...filled("DriverOpts", flags.opt),
    ...filled("Labels", pairsOf(flags.label)),
    ...(name === "" ? {} : { Name: name }),
  });
  io.stdout.write(`${volume.Name}\n`);
});

/** A field of pairs, which is left out when there are none. */
function filled(field: string, pairs: Readonly<Record<string, string>>): object {
  return Object.keys(pairs).length === 0 ? {} : { [field]: pairs };
}
