import type { ExecCreateRequest } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { execCreate } from "#client/exec-create.ts";
import { execInspect } from "#client/exec-inspect.ts";
import { execResize } from "#client/exec-resize.ts";
import { execAttach, execStart } from "#client/exec-start.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { followWindowSize } from "./resize.ts";
import { openSession } from "./session.ts";
import { endOnSignals } from "./signals.ts";

/** A command to run in a container, and what of it the user sees. */
export interface ExecChoice {
  readonly container: string;
  readonly command: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  readonly privileged: boolean;
  /** Left in the background: nothing is shown. */
  readonly detach: boolean;
  readonly terminal: boolean;
  /** Standard input is passed on. */
  readonly interactive: boolean;
  /** Empty: those of the user's configuration. */
  readonly detachKeys: string;
}

/** Runs a command in a container to its end; gives its exit code. @throws ExitError, or Error in the engine's words */
export async function execInContainer(op: Op, io: Io, client: Client, choice: ExecChoice): Promise<number> {
  const { container, terminal, interactive, detach } = choice;
  const request = execRequest(io, choice);
  // A container that is not there is named before anything else is said.
  await containerInspect(op, client, container);
  if (!detach && interactive && terminal && !io.stdin.isTerminal)
    throw new ExitError(1, "the input device is not a TTY");
  const { Id: id } = await execCreate(op, client, container, request);
  if (id === "") throw new ExitError(1, "exec ID empty");
  const start = { Detach: detach, Tty: terminal, ...consoleSize(io, terminal) };
  if (detach) {
    await execStart(op, client, id, start);
    return 0;
  }
  const stream = await execAttach(op, client, id, start);
  const detachKeys = request.DetachKeys ?? "";
  const session = openSession(io, stream, { terminal, input: interactive, output: true, detachKeys });
  const stopSignals = terminal ? endOnSignals(io) : () => {};
  const stopResizing =
    terminal && io.stdin.isTerminal ? followWindowSize(io, (size) => execResize(op, client, id, size)) : () => {};
  try {
    await session.ended;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
  return (await execInspect(op, client, id)).ExitCode ?? 0;
}

function execRequest(io: Io, choice: ExecChoice): ExecCreateRequest {
  const { detach, terminal, env } = choice;
  return {
    User: choice.user,
    Privileged: choice.privileged,
    Tty: terminal,
    ...consoleSize(io, terminal && !detach),
    AttachStdin: !detach && choice.interactive,
    AttachStderr: !detach,
    AttachStdout: !detach,
    // Whether it is left alone is said when it starts.
    Detach: false,
    DetachKeys: choice.detachKeys || io.config.detachKeys || "",
    Env: env.length === 0 ? null : env,
    WorkingDir: choice.workdir,
    Cmd: choice.command,
  };
}

function consoleSize(io: Io, terminal: boolean): { readonly ConsoleSize?: readonly [number, number] } {
  const { rows, columns } = terminal ? io.stdout.windowSize() : { rows: 0, columns: 0 };
  return rows === 0 && columns === 0 ? {} : { ConsoleSize: [rows, columns] };
}
