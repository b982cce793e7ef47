import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerAttach } from "#client/container-attach.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import { containerResize } from "#client/container-resize.ts";
import { containerStart } from "#client/container-start.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { type CreateRequest, createContainer } from "../../container-spec/create-container.ts";
import { createFlags } from "../../container-spec/create-flags.ts";
import { failureCode } from "../../container-spec/exit-code.ts";
import { createRequest, withHelp } from "../../container-spec/request.ts";
import { ExitError } from "../../errors.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { awaitExit } from "../../streams/await-exit.ts";
import { followWindowSize } from "../../streams/resize.ts";
import { DetachedError, openSession, type Session } from "../../streams/session.ts";
import { ignoreSignals, proxySignals } from "../../streams/signals.ts";
import { startAndAwait, waitGoal } from "./run-wait.ts";

const flags = {
  ...createFlags,
  detach: bool({ short: "d", usage: "Run it in the background and print its id" }),
  "detach-keys": string({ usage: "Keys that leave the container" }),
  "sig-proxy": bool({ usage: "Proxy signals to the program", default: true }),
  wait: waitGoal({
    usage: "Leave it in the background once it is running, or `healthy`; fail where it does not get there",
  }),
  "wait-timeout": integer({ usage: "Seconds that --wait takes at most; 0 waits for ever" }),
};

export const command = {
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  arguments: atLeast(1),
  interspersed: false,
  flags,
  aliases: ["docker container run", "docker run"],
} satisfies Command;

type RunInvocation = Invocation<typeof flags>;

export const run = runs(command, async (op, io, client, invocation) => {
  const request = runRequest(io, client, invocation);
  const id = await createContainer(op, io, client, request).catch((error: Error) => {
    throw failed(error);
  });
  const stopSignals = invocation.flags["sig-proxy"] ? proxySignals(op, io, client, id) : ignoreSignals(io);
  const { AttachStdout: stdout, AttachStderr: stderr } = request.spec;
  const { wait: goal, "wait-timeout": timeoutS, rm: removed } = invocation.flags;
  try {
    if (goal !== "") {
      await startAndAwait(op, client, { id, goal, removed, timeoutS, start: () => startOrFail(op, client, id) });
      return 0;
    }
    return await startAndFollow({ op, io, client, invocation, spec: request.spec, id });
  } finally {
    stopSignals();
    if (stdout !== true && stderr !== true) io.stdout.write(`${id}\n`);
  }
});

function failed(error: Error): ExitError {
  return withHelp(error, { command: "run", exitCode: failureCode(error.message) });
}

function runRequest(io: Io, client: Client, invocation: RunInvocation): CreateRequest {
  const request = createRequest(io, client, invocation, { command: "run" });
  const { spec } = request;
  if (invocation.flags.detach || invocation.flags.wait !== "") {
    if (invocation.flags.attach.length > 0) {
      throw new ExitError(1, "conflicting options: cannot specify both --attach and --detach");
    }
    const detached = { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false };
    return { ...request, spec: withConsole(io, { ...spec, ...detached }) };
  }
  if (spec.AttachStdin === true && spec.Tty === true && !io.stdin.isTerminal) {
    throw new ExitError(1, "the input device is not a TTY");
  }
  return { ...request, spec: withConsole(io, spec) };
}

/** A new terminal begins with the size of ours. */
function withConsole(io: Io, spec: ContainerSpec): ContainerSpec {
  const { rows, columns } = spec.Tty === true ? io.stdout.windowSize() : { rows: 0, columns: 0 };
  return { ...spec, HostConfig: { ...spec.HostConfig, ConsoleSize: [rows, columns] } };
}

interface Running {
  readonly op: Op;
  readonly io: Io;
  readonly client: Client;
  readonly invocation: RunInvocation;
  readonly spec: ContainerSpec;
  readonly id: string;
}

async function startOrFail(op: Op, client: Client, id: string): Promise<void> {
  await containerStart(op, client, id).catch((error: Error) => {
    throw failed(error);
  });
}

async function startAndFollow(running: Running): Promise<number> {
  const { op, io, client, invocation, spec, id } = running;
  const attached = spec.AttachStdin === true || spec.AttachStdout === true || spec.AttachStderr === true;
  const session = attached ? await attach(running) : undefined;
  try {
    const exit =
      attached || invocation.flags.rm
        ? await awaitExit(op, io, client, { id, removed: invocation.flags.rm })
        : undefined;
    try {
      await startOrFail(op, client, id);
    } catch (error) {
      session?.close();
      if (invocation.flags.rm) await exit?.code;
      throw error;
    }
    if (session === undefined || exit === undefined) return 0;
    return await follow(running, session, exit.code);
  } finally {
    session?.close();
  }
}

async function attach({ op, io, client, invocation, spec, id }: Running): Promise<Session> {
  const {
    AttachStdin: stdin = false,
    AttachStdout: stdout = false,
    AttachStderr: stderr = false,
    Tty: terminal = false,
  } = spec;
  const detachKeys = invocation.flags["detach-keys"] || io.config.detachKeys || "";
  const stream = await containerAttach(op, client, id, { stream: true, stdin, stdout, stderr, detachKeys });
  return openSession(io, stream, { terminal, input: stdin, output: stdout || stderr, detachKeys });
}

async function follow({ op, io, client, spec, id }: Running, session: Session, code: Promise<number>): Promise<number> {
  const stopResizing =
    spec.Tty === true && io.stdout.isTerminal
      ? followWindowSize(io, (size) => containerResize(op, client, id, size))
      : () => {};
  try {
    await session.ended;
    return await code;
  } catch (error) {
    if (error instanceof DetachedError) return 0;
    throw error;
  } finally {
    stopResizing();
  }
}
