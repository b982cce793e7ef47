import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerStart } from "#client/container-start.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
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
  if (!flags.attach && !flags.interactive) {
    await startAll(op, io, client, args);
    return 0;
  }
  if (args.length > 1) throw new ExitError(1, "you cannot start and attach multiple containers at once");
  return await startAttached(op, io, client, {
    container: args[0] ?? "",
    input: flags.interactive,
    detachKeys: flags["detach-keys"],
  });
});

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
