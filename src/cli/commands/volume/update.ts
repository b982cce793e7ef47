import { volumeInspect } from "#client/volume-inspect.ts";
import { volumeUpdate } from "#client/volume-update.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { availabilityFlag } from "../../values/cluster-volume.ts";

export const command = {
  usage: "[OPTIONS] [VOLUME]",
  arguments: exactly(1),
  flags: { availability: availabilityFlag },
} satisfies Command;

export const run = runs(command, async (op, _io, client, { flags, args: [name = ""], changed }) => {
  const { ClusterVolume } = await volumeInspect(op, client, name);
  if (ClusterVolume === undefined) throw new Error("can only update cluster volumes");
  const { ID = "", Version = {}, Spec = {} } = ClusterVolume as ClusterVolumeFacts;
  const spec = changed("availability") ? { ...Spec, Availability: flags.availability } : Spec;
  await volumeUpdate(op, client, ID, { version: Version.Index ?? 0, spec });
});

interface ClusterVolumeFacts {
  readonly ID?: string;
  readonly Version?: { readonly Index?: number };
  readonly Spec?: object;
}
