import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { type ContainerStartOptions, containerStart } from "#client/container-start.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import type { FlagValues } from "../../flags/flag.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { startAttached } from "../../streams/start-attached.ts";

const flags = {
  attach: bool({ short: "a", usage: "Attach the output, and pass signals on" }),
  checkpoint: string({ usage: "Go on from this checkpoint", experimental: true }),
  "checkpoint-dir": string({ usage: "Folder of the checkpoints", experimental: true }),
  "detach-keys": string({ usage: "Keys that leave the container" }),
  interactive: bool({ short: "i", usage: "Attach standard input" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags,
  aliases: ["docker container start", "docker start"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const isAttached = flags.attach || flags.interactive;
  if (isAttached && args.length > 1) throw new ExitError(1, "you cannot start and attach multiple containers at once");
  if (flags.checkpoint !== "" && args.length > 1)
    throw new ExitError(1, "you cannot restore multiple containers at once");
  if (!isAttached) {
    if (flags.checkpoint === "") await startAll(op, io, client, args);
    else await containerStart(op, client, args[0] ?? "", restoring(flags));
    return 0;
  }
  return await startAttached(op, io, client, {
    container: args[0] ?? "",
    input: flags.interactive,
    detachKeys: flags["detach-keys"],
    start: restoring(flags),
  });
});

function restoring(given: FlagValues<typeof flags>): ContainerStartOptions {
  return { checkpoint: given.checkpoint, checkpointDir: given["checkpoint-dir"] };
}

async function startAll(op: Op, io: Io, client: Client, names: readonly string[]): Promise<void> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      await containerStart(op, client, name);
      io.stdout.write(`${name}\n`);
    } catch (error) {
      io.stderr.write(`${(error as Error).message}\n`);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new ExitError(1, `Error: failed to start containers: ${failed.join(", ")}`);
}
