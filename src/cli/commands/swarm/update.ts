import { swarmInspect } from "#client/swarm-inspect.ts";
import { swarmUpdate } from "#client/swarm-update.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { unlockKey, unlockText } from "../../swarm/instructions.ts";
import { changedSpec, swarmSpecFlags } from "../../swarm/spec-flags.ts";

const flags = {
  ...swarmSpecFlags,
  autolock: bool({ usage: "Change whether a key is asked for when a manager starts again (true|false)" }),
};

export const command = { usage: "[OPTIONS]", arguments: noArguments, flags } satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const { changed } = invocation;
  const names = Object.keys(flags) as Array<keyof typeof flags>;
  if (!names.some(changed)) {
    const { helpText } = await import("../../help/help-text.ts");
    const columns = io.stdout.windowSize().columns || 80;
    return io.stdout.write(await helpText(["docker", "swarm", "update"], { columns, configFolder: "", env: io.env }));
  }
  const swarm = await swarmInspect(op, client);
  const { AutoLockManagers: before } = swarm.Spec.EncryptionConfig;
  const autolock = changed("autolock") ? invocation.flags.autolock : before;
  const spec = {
    ...changedSpec(swarm.Spec, invocation, swarm.TLSInfo.TrustRoot),
    EncryptionConfig: { AutoLockManagers: autolock },
  };
  await swarmUpdate(op, client, swarm, { spec });
  io.stdout.write("Swarm updated.\n");
  if (autolock && !before) io.stdout.write(unlockText(await unlockKey(op, client)));
});
