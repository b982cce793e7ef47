import { swarmInspect } from "#client/swarm-inspect.ts";
import { swarmUpdate } from "#client/swarm-update.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { unlockKey, unlockText } from "../../swarm/instructions.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    quiet: bool({ short: "q", usage: "Only show the key" }),
    rotate: bool({ usage: "Rotate the key: make another" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.rotate) {
    const swarm = await swarmInspect(op, client);
    if (!swarm.Spec.EncryptionConfig.AutoLockManagers)
      throw new Error("cannot rotate because autolock is not turned on");
    await swarmUpdate(op, client, swarm, { spec: swarm.Spec, unlockKey: true });
    if (!flags.quiet) io.stdout.write("Successfully rotated manager unlock key.\n\n");
  }
  const key = await unlockKey(op, client);
  if (key === "") throw new Error("no unlock key is set");
  io.stdout.write(flags.quiet ? `${key}\n` : unlockText(key));
});
