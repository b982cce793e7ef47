import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { run, succeed } from "./command.ts";
import type { Engine } from "./engine.ts";
import { eventually } from "./eventually.ts";
import { peersFolder } from "./peers.ts";

const port = 2222;

/** OpenSSH's server on the loopback of an engine's namespace, and an `ssh` whose user it knows. */
export class SshServer {
  readonly #server: ChildProcess;
  readonly #folder: string;

  private constructor(server: ChildProcess, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  /** `docker` is the program that the far side runs by this name; `settings` are lines for sshd_config. */
  static async start(engine: Engine, docker: string, settings: readonly string[] = []): Promise<SshServer> {
    const folder = join(engine.paths.folder, "ssh-server");
    rmSync(folder, { recursive: true, force: true });
    for (const name of ["bin", "far", "lib", "temporary"]) mkdirSync(join(folder, name), { recursive: true });
    for (const key of ["host", "user"])
      await succeed(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", join(folder, key)]);
    symlinkSync(docker, join(folder, "far/docker"));
    writeFileSync(join(folder, "sshd_config"), serverSettings(engine, folder, settings));
    writeFileSync(join(folder, "ssh_config"), clientSettings(folder));
    writeFileSync(join(folder, "bin/ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${folder}/ssh_config "$@"\n`);
    chmodSync(join(folder, "bin/ssh"), 0o755);
    const argv = engine.namespace.argv("unshare", "-m", "sh", "-c", prepareAndServe(folder));
    const server = spawn(argv[0]!, argv.slice(1), {
      stdio: "ignore",
      env: { ...process.env, ...serverLibraries(folder) },
    });
    await eventually("sshd to listen", () => existsSync(`${folder}/log`) && readLog(folder).includes("listening on"));
    return new SshServer(server, folder);
  }

  /** Leads a client here: the address, the ssh that it finds, and where it keeps sockets. */
  get clientEnvironment(): Record<string, string> {
    const PATH = `${this.#folder}/bin:${process.env["PATH"]}`;
    return { PATH, DOCKER_HOST: `ssh://root@127.0.0.1:${port}`, TMPDIR: join(this.#folder, "temporary") };
  }

  /** Puts a line in front of the `ssh` that clients find. */
  patchClient(line: string): void {
    writeFileSync(
      join(this.#folder, "bin/ssh"),
      `#!/bin/sh\n${line}\nexec /usr/bin/ssh -F ${this.#folder}/ssh_config "$@"\n`,
    );
  }

  configureClient(...lines: readonly string[]): void {
    writeFileSync(join(this.#folder, "ssh_config"), clientSettings(this.#folder, lines));
  }

  get folder(): string {
    return this.#folder;
  }

  /** How many connections it has had. */
  get connections(): number {
    return readLog(this.#folder).match(/^Connection from /gm)?.length ?? 0;
  }

  /** What clients have left: ssh processes, sessions of the server, and files for sockets. */
  async leftOver(): Promise<string[]> {
    const { stdout } = await run(["pgrep", "-af", `${this.#folder}/ssh_config|dial-stdio|sshd: root`]);
    return [...stdout.split("\n").filter((line) => line !== ""), ...readdirSync(join(this.#folder, "temporary"))];
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once("exit", resolve));
    this.#server.kill();
    await ended;
  }
}

const readLog = (folder: string): string => readFileSync(`${folder}/log`, "utf8");

function serverSettings(engine: Engine, folder: string, more: readonly string[]): string {
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/user.pub`,
    "StrictModes no",
    "UsePAM no",
    "PidFile none",
    "LogLevel VERBOSE",
    `SetEnv PATH=${folder}/far:/usr/bin:/bin DOCKER_HOST=unix://${engine.paths.socket} HOME=${engine.paths.folder}`,
    ...more,
  ];
  return `${lines.join("\n")}\n`;
}

function clientSettings(folder: string, more: readonly string[] = []): string {
  const known = ["StrictHostKeyChecking no", "UserKnownHostsFile /dev/null", "LogLevel ERROR"];
  return `${[...known, `IdentityFile ${folder}/user`, ...more].join("\n")}\n`;
}

/** sshd wants a user of its own, and a folder below /run: both only where it runs. */
function prepareAndServe(folder: string): string {
  const user = "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin";
  return [
    `{ cat /etc/passwd; echo '${user}'; } > ${folder}/passwd`,
    `mount --bind ${folder}/passwd /etc/passwd`,
    "mount -t tmpfs none /run",
    "mkdir /run/sshd",
    `exec ${peersFolder()}/usr/sbin/sshd -D -f ${folder}/sshd_config -E ${folder}/log`,
  ].join(" && ");
}

/** The one library of the server that the machine may not have. */
function serverLibraries(folder: string): Record<string, string> {
  const libraries = join(peersFolder(), "usr/lib/x86_64-linux-gnu");
  const name = "libwrap.so.0";
  symlinkSync(join(libraries, name), join(folder, "lib", name));
  return { LD_LIBRARY_PATH: join(folder, "lib") };
}
