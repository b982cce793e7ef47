import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { ByteListener, ByteSocket, DialSocket } from "#base/byte-socket.ts";
import type { EngineAddress } from "./connection.ts";
import { RemoteCommandError } from "./transport.ts";

type SshAddress = Extract<EngineAddress, { kind: "ssh" }>;

/** Connects by running `docker system dial-stdio` on another machine through `ssh`; the target lies in the address. */
export function sshDialer(address: SshAddress): DialSocket {
  const command = sshCommand(address);
  return async (_target, listener) => new SshSocket(command, listener);
}

/** The command line, as Docker's client has it. */
export function sshCommand({ user, port, hostname, path }: SshAddress): string[] {
  return [
    "ssh",
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...["-o", "ConnectTimeout=30", "-T", "--"],
    shellWord(hostname),
    "docker",
    ...(path === "" ? [] : [shellWord(`--host=unix://${path}`)]),
    ...["system", "dial-stdio"],
  ];
}

/** The other side's shell reads the words once more. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+:,./][\w@%+:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

const maxStderr = 4096;

class SshSocket implements ByteSocket {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  destroyed = false;

  constructor(command: readonly string[], listener: ByteListener) {
    const [program = "", ...args] = command;
    // A session of its own: a Ctrl-C for the client is not one for ssh.
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.#child = child;
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-maxStderr);
    });
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Uint8Array) => listener.data(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      this.destroyed = true;
      listener.end(new RemoteCommandError(startFailure(program, error)));
    });
    child.on("close", (code, signal) => {
      this.destroyed = true;
      const status = code === null ? `signal: ${signal}` : `exit status ${code}`;
      if (code === 0) listener.end();
      else listener.end(new RemoteCommandError(exitFailure(command, status, complaint)));
    });
  }

  pause(): void {
    this.#child.stdout.pause();
  }

  resume(): void {
    this.#child.stdout.resume();
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.#child.stdin.end();
  }

  destroy(): void {
    this.destroyed = true;
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.kill();
  }
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
