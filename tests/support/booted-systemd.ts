import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandOptions, type Result, run } from "./command.ts";
import { eventually } from "./eventually.ts";
import { projectFolder } from "./peers.ts";
import { cgroupPrefix, removeCgroupsOf } from "./residue.ts";

/** A systemd that runs as the first process of namespaces of its own, on a copy of this machine. */
export class BootedSystemd {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #cgroup: string;
  readonly #pid: number;

  private constructor(child: ChildProcess, { folder, cgroup, pid }: { folder: string; cgroup: string; pid: number }) {
    this.#child = child;
    this.#folder = folder;
    this.#cgroup = cgroup;
    this.#pid = pid;
  }

  /** @param packagePath a Debian package, which lies at /package.deb inside */
  static async boot(packagePath: string): Promise<BootedSystemd> {
    const folder = mkdtempSync(`${tmpdir()}/systemd-`);
    const cgroup = `${cgroupPrefix().slice(1)}systemd`;
    const script = join(projectFolder, "tests/support/boot-systemd.sh");
    let said = "";
    const child = spawn(script, [folder, cgroup, packagePath], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => {
        said += data.toString();
      });
    const find = (): number | undefined => {
      if (child.exitCode !== null) throw new Error(`systemd did not boot:\n${said.slice(-3_000)}`);
      return firstProcessBelow(child.pid!);
    };
    const pid = await eventually("systemd is there", find, { withinMs: 30_000 });
    const booted = new BootedSystemd(child, { folder, cgroup, pid: pid! });
    const isUp = async (): Promise<boolean> =>
      /running|degraded/.test((await booted.run(["systemctl", "is-system-running"])).stdout);
    await eventually("systemd is up", isUp, { withinMs: 60_000 });
    return booted;
  }

  /** Runs a command inside. */
  run(command: readonly string[], options: CommandOptions = {}): Promise<Result> {
    const enter = ["nsenter", "--target", String(this.#pid), "--all", "--wdns=/", "--"];
    return run([...enter, "env", "HOME=/root", ...command], options);
  }

  /** What a script prints. @throws Error where it fails */
  async sh(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(["sh", "-ec", script], { timeoutMs: 60_000 });
    if (code !== 0) throw new Error(`${script}: exit ${code}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
    await removeCgroupsOf(this.#cgroup);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The child of `unshare`, once it has become systemd. */
function firstProcessBelow(pid: number): number | undefined {
  const [child] = contents(`/proc/${pid}/task/${pid}/children`).trim().split(" ").map(Number);
  return child && contents(`/proc/${child}/comm`).trim() === "systemd" ? child : undefined;
}

function contents(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
