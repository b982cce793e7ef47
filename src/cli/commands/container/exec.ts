import type { ExecCreateRequest } from "#api/types.gen.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { execCreate } from "#client/exec-create.ts";
import { execInspect } from "#client/exec-inspect.ts";
import { execResize } from "#client/exec-resize.ts";
import { execAttach, execStart } from "#client/exec-start.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { readPairsFile } from "../../container-spec/key-values.ts";
import { checkEnv } from "../../container-spec/names.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { followWindowSize } from "../../streams/resize.ts";
import { openSession } from "../../streams/session.ts";
import { endOnSignals } from "../../streams/signals.ts";

const flags = {
  detach: bool({ short: "d", usage: "Leave the command in the background" }),
  "detach-keys": string({ usage: "Keys that leave the command" }),
  env: list({ short: "e", usage: "Variable of the environment", check: checkEnv }),
  "env-file": list({ usage: "File of variables of the environment" }),
  interactive: bool({ short: "i", usage: "Keep standard input open, also when nobody is attached" }),
  privileged: bool({ usage: "Give all rights" }),
  tty: bool({ short: "t", usage: "Give it a terminal" }),
  user: string({ short: "u", usage: "User, by name or number (<name|uid>[:<group|gid>])" }),
  workdir: string({ short: "w", usage: "Working directory in the container" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
  arguments: atLeast(2),
  interspersed: false,
  flags,
  aliases: ["docker container exec", "docker exec"],
} satisfies Command;

type ExecInvocation = Invocation<typeof flags>;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const [name = ""] = args;
  const request = execRequest(io, invocation);
  // A container that is not there is named before anything else is said.
  await containerInspect(op, client, name);
  if (!flags.detach && request.AttachStdin && request.Tty && !io.stdin.isTerminal) {
    throw new ExitError(1, "the input device is not a TTY");
  }
  const { Id: id } = await execCreate(op, client, name, request);
  if (id === "") throw new ExitError(1, "exec ID empty");
  const start = { Detach: flags.detach, Tty: flags.tty, ...consoleSize(io, flags.tty) };
  if (flags.detach) {
    await execStart(op, client, id, start);
    return 0;
  }
  const stream = await execAttach(op, client, id, start);
  const detachKeys = request.DetachKeys;
  const session = openSession(io, stream, { terminal: flags.tty, input: flags.interactive, output: true, detachKeys });
  const stopSignals = flags.tty ? endOnSignals(io) : () => {};
  const stopResizing =
    flags.tty && io.stdin.isTerminal ? followWindowSize(io, (size) => execResize(op, client, id, size)) : () => {};
  try {
    await session.ended;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
  return (await execInspect(op, client, id)).ExitCode ?? 0;
});

function execRequest(io: Io, { flags, args }: ExecInvocation): ExecCreateRequest {
  const env = [...flags["env-file"].flatMap((path) => readPairsFile(path, (name) => io.env[name])), ...flags.env];
  return {
    User: flags.user,
    Privileged: flags.privileged,
    Tty: flags.tty,
    ...consoleSize(io, flags.tty && !flags.detach),
    AttachStdin: !flags.detach && flags.interactive,
    AttachStderr: !flags.detach,
    AttachStdout: !flags.detach,
    Detach: flags.detach,
    DetachKeys: flags["detach-keys"] || io.config.detachKeys || "",
    Env: env.length === 0 ? null : env,
    WorkingDir: flags.workdir,
    Cmd: args.slice(1),
  };
}

function consoleSize(io: Io, terminal: boolean): { readonly ConsoleSize?: readonly [number, number] } {
  const { rows, columns } = terminal ? io.stdout.windowSize() : { rows: 0, columns: 0 };
  return rows === 0 && columns === 0 ? {} : { ConsoleSize: [rows, columns] };
}
