import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerAttach } from "#client/container-attach.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerResize } from "#client/container-resize.ts";
import { containerStart } from "#client/container-start.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { awaitExit } from "../../streams/await-exit.ts";
import { followWindowSize } from "../../streams/resize.ts";
import { DetachedError, openSession } from "../../streams/session.ts";
import { endOnSignals, proxySignals } from "../../streams/signals.ts";

const flags = {
  attach: bool({ short: "a", usage: "Show the output and pass signals on" }),
  checkpoint: string({ usage: "Go on from this checkpoint", hidden: true }),
  "checkpoint-dir": string({ usage: "Folder of the checkpoints", hidden: true }),
  "detach-keys": string({ usage: "Keys that leave the container" }),
  interactive: bool({ short: "i", usage: "Pass standard input on" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags,
  aliases: ["docker container start", "docker start"],
} satisfies Command;

type StartInvocation = Invocation<typeof flags>;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args, changed } = invocation;
  for (const name of ["checkpoint", "checkpoint-dir"] as const) {
    if (changed(name)) await requireExperimental(op, client, name);
  }
  if (!flags.attach && !flags.interactive) {
    await startAll(op, io, client, args);
    return 0;
  }
  if (args.length > 1) throw new ExitError(1, "you cannot start and attach multiple containers at once");
  return startAttached(op, io, client, invocation);
});

async function requireExperimental(op: Op, client: Client, flag: string): Promise<void> {
  const { experimental } = await client.negotiate(op);
  if (experimental) return;
  throw new ExitError(1, `"--${flag}" is only supported on a Docker daemon with experimental features enabled`);
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

async function startAttached(op: Op, io: Io, client: Client, { flags, args }: StartInvocation): Promise<number> {
  const { Id: id, Config: config, HostConfig: host } = await containerInspect(op, client, args[0] ?? "");
  const terminal = config?.Tty === true;
  const stopSignals = terminal ? endOnSignals(io) : proxySignals(op, io, client, id);
  const detachKeys = flags["detach-keys"] || io.config.detachKeys || "";
  const input = flags.interactive && config?.OpenStdin === true;
  const stream = await containerAttach(op, client, id, {
    stream: true,
    stdin: input,
    stdout: true,
    stderr: true,
    detachKeys,
  });
  const session = openSession(io, stream, { terminal, input, output: true, detachKeys });
  let stopResizing = (): void => {};
  try {
    const exit = await awaitExit(op, io, client, { id, removed: host?.AutoRemove === true });
    await containerStart(op, client, id);
    if (terminal && io.stdout.isTerminal) {
      stopResizing = followWindowSize(io, (size) => containerResize(op, client, id, size));
    }
    await session.ended;
    return await exit.code;
  } catch (error) {
    if (error instanceof DetachedError) return 0;
    throw error;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
}
