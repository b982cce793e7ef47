import { type ChildProcess, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { type CommandOptions, type Result, run, succeed } from "./command.ts";
import { eventually } from "./eventually.ts";

/**
 * A network and mount namespace kept by a sleeping process. `lo` is up, and `eth0` 10.123.0.1/24 leads nowhere: engines
 * look for an uplink. What is mounted outside comes in, what is mounted inside stays in.
 */
export class Namespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async open(): Promise<Namespace> {
    const holder = spawn("unshare", ["--net", "--mount", "--propagation", "slave", "sleep", "infinity"], {
      stdio: "ignore",
    });
    const namespace = new Namespace(holder);
    const own = readlinkSync("/proc/self/ns/net");
    await eventually("a network namespace of its own", () => networkOf(holder.pid!) !== own && isSleeping(holder.pid!));
    const links = ["link set lo up", "link add eth0 type veth peer name dead0", "addr add 10.123.0.1/24 dev eth0"];
    const script = [...links, "link set eth0 up", "link set dead0 up"].map((words) => `ip ${words}`).join(" && ");
    await succeed(namespace.argv("sh", "-c", `${script} && sysctl -qw net.ipv4.ip_forward=1`));
    return namespace;
  }

  /** Pid of the process whose /proc/PID/ns and /proc/PID/root are the namespaces'. */
  get pid(): number {
    return this.#holder.pid!;
  }

  /** The command line that runs `command` inside. */
  argv(...command: readonly string[]): string[] {
    return ["nsenter", "-t", String(this.pid), "-n", "-m", "--", ...command];
  }

  run(command: readonly string[], options?: CommandOptions): Promise<Result> {
    return run(this.argv(...command), options);
  }

  /** What a server says at a URL, asked from inside; empty where it does not within `withinS` seconds. */
  async fetched(url: string, withinS = 2): Promise<string> {
    const script = `import urllib.request as r; print(r.urlopen("${url}", timeout=${withinS}).read().decode())`;
    return (await this.run(["python3", "-c", script])).stdout.trim();
  }

  async close(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#holder.once("exit", resolve));
    this.#holder.kill("SIGKILL");
    await ended;
  }
}

function networkOf(pid: number): string | undefined {
  return linkTarget(`/proc/${pid}/ns/net`);
}

/** Whether unshare has become the program that only waits: its namespaces are complete then. */
function isSleeping(pid: number): boolean {
  return linkTarget(`/proc/${pid}/exe`)?.endsWith("/sleep") ?? false;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
