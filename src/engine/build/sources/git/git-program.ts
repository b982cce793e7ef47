import { spawn } from "node:child_process";
import { type Op, throwIfEnded } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";

const maxOutputBytes = 4 * 1024 * 1024;
const maxComplaintBytes = 64 * 1024;
const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
/** What a remote, a submodule or a redirect may speak: no files of this machine, no programs. */
const protocols = "http:https:ssh:git";
/** Of every command, and of those it starts for submodules. Hooks and monitors are programs that a repository could name. */
const settings: ReadonlyArray<readonly [string, string]> = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["init.defaultBranch", "master"],
  ["advice.detachedHead", "false"],
  ["gc.auto", "0"],
  ["submodule.recurse", "false"],
];

export interface GitOptions {
  /** Its home, with nothing in it that git would read. */
  readonly home: string;
  /** How ssh is called. */
  readonly sshCommand: string;
  readonly sshAuthSocket: string | undefined;
  /** `http.<scope>.extraheader`: in the environment, since arguments are for everybody to read. */
  readonly authorization: { readonly scope: string; readonly header: string } | undefined;
  readonly output: (stream: "stdout" | "stderr", data: Uint8Array) => void;
}

/** The host's git, in an environment of its own: it reads no configuration of the host or its users, and asks nobody. */
export class GitProgram {
  readonly #options: GitOptions;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  /** Runs a command to its end. @returns what it wrote @throws BuildError with git's words */
  async run(op: Op, folder: string, args: readonly string[]): Promise<string> {
    throwIfEnded(op);
    // With modes as everywhere, whatever the engine's umask is; in a group of its own, to be ended with its helpers.
    const child = spawn("/bin/sh", ["-c", 'umask 022; exec git "$@"', "git", ...args], {
      cwd: folder,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const [output, complaint] = [new Capture(maxOutputBytes), new Capture(maxComplaintBytes)];
    for (const [stream, capture] of [["stdout", output] as const, ["stderr", complaint] as const]) {
      child[stream].on("data", (data: Buffer) => {
        capture.add(data);
        this.#options.output(stream, data);
      });
    }
    const end = (): void => endGroup(child.pid);
    op.signal.addEventListener("abort", end, { once: true });
    try {
      const code = await exitCode(child);
      throwIfEnded(op);
      if (code === 0) return output.text();
      if (code === 127) throw notInstalled();
      throw new BuildError("unknown", `git stderr:\n${complaint.text().trimEnd()}: exit status ${code}`);
    } finally {
      op.signal.removeEventListener("abort", end);
    }
  }

  #environment(): Record<string, string> {
    const { home, sshCommand, sshAuthSocket, authorization } = this.#options;
    const header: Array<readonly [string, string]> =
      authorization === undefined ? [] : [[`http.${authorization.scope}.extraheader`, authorization.header]];
    const all = [...settings, ...header];
    const configuration = all.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]);
    const proxies = proxyVariables.flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    );
    return Object.fromEntries([
      ["PATH", process.env["PATH"] ?? "/usr/bin:/bin"],
      ["HOME", home],
      ["LC_ALL", "C"],
      ["GIT_CONFIG_NOSYSTEM", "1"],
      ["GIT_CONFIG_GLOBAL", "/dev/null"],
      ["GIT_ATTR_NOSYSTEM", "1"],
      ["GIT_TERMINAL_PROMPT", "0"],
      ["GIT_ALLOW_PROTOCOL", protocols],
      ["GIT_SSH_COMMAND", sshCommand],
      ["GIT_CONFIG_COUNT", String(all.length)],
      ...configuration,
      ...proxies,
      ...(sshAuthSocket === undefined ? [] : [["SSH_AUTH_SOCK", sshAuthSocket]]),
    ]) as Record<string, string>;
  }
}

function exitCode(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 128));
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function notInstalled(): BuildError {
  const message = 'builds from git repositories need the program "git", which is not installed on this host';
  return new BuildError("unavailable", message);
}

/** What a program wrote, as much of it as is wanted. */
class Capture {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(data: Buffer): void {
    const piece = data.subarray(0, this.#limit - this.#length);
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }
}
