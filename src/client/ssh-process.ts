import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { RemoteCommandError } from "./transport.ts";

/** How an ssh failed. */
export interface SshFailure {
  readonly error: RemoteCommandError;
  /** What it said last. */
  readonly complaint: string;
}

export interface SshProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Settles when it has ended; with nothing where it ended well. */
  readonly over: Promise<SshFailure | undefined>;
}

const maxStderr = 4096;

/** Runs ssh; `shown` is the command as messages name it. */
export function startSsh([program = "", ...args]: readonly string[], shown: readonly string[]): SshProcess {
  // A session of its own: a Ctrl-C for the client is not one for ssh.
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-maxStderr);
  });
  child.stdin.on("error", () => {});
  const over = new Promise<SshFailure | undefined>((resolve) => {
    const fail = (text: string): void => resolve({ error: new RemoteCommandError(text), complaint });
    child.on("error", (error: NodeJS.ErrnoException) => fail(startFailure(program, error)));
    child.on("close", (code, signal) => {
      const status = code === null ? `signal: ${signal}` : `exit status ${code}`;
      if (code === 0) resolve(undefined);
      else fail(exitFailure(shown, status, complaint));
    });
  });
  return { child, over };
}

function startFailure(program: string, error: NodeJS.ErrnoException): string {
  return error.code === "ENOENT"
    ? `exec: ${JSON.stringify(program)}: executable file not found in $PATH`
    : error.message;
}

function exitFailure(command: readonly string[], status: string, complaint: string): string {
  const advice = "make sure the URL is valid, and Docker 18.09 or later is installed on the remote host";
  // What ssh says ends in a line end; the message's own follows.
  const said = complaint.endsWith("\n") ? `${complaint}\n` : complaint;
  return `command [${command.join(" ")}] has exited with ${status}, ${advice}: stderr=${said}`;
}
