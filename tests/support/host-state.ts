import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { run } from "./command.ts";
import { cgroupPrefix, cgroupsOf, endProcessesOf, processesOf, removeCgroupsOf } from "./residue.ts";

/**
 * What the machine has, as far as tests could leave something: the run's temporary folder, its processes, mounts,
 * interfaces, firewall rules, cgroups, and the places that engines have by themselves. Gives the run a temporary folder of its own.
 */
export class HostState {
  readonly #folder: string;
  readonly #before: ReadonlyMap<string, readonly string[]>;

  private constructor(folder: string, before: ReadonlyMap<string, readonly string[]>) {
    this.#folder = folder;
    this.#before = before;
  }

  static async capture(): Promise<HostState> {
    const folder = mkdtempSync("/tmp/gt");
    process.env["TMPDIR"] = folder;
    process.env["GANTRY_TEST_RUN"] = folder;
    return new HostState(folder, await stateOfHost());
  }

  /** Lines that name what is there now and was not, or stands in the run's folder. Removes that folder. */
  async leftOver(): Promise<string[]> {
    const folders = readdirSync(this.#folder, { recursive: true }).map(
      (name) => `temporary file ${this.#folder}/${name}`,
    );
    const processes = processesOf(`GANTRY_TEST_RUN=${this.#folder}`).map(
      (pid) => `process ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")}`,
    );
    const after = await stateOfHost();
    const changed = [...after].flatMap(([kind, lines]) => {
      const known = new Set(this.#before.get(kind));
      return lines.filter((line) => !known.has(line)).map((line) => `${kind} ${line}`);
    });
    await this.#endAll(after.get("cgroup")!);
    return [...folders, ...processes, ...changed];
  }

  /** Ends what a test that was cut off has left, so that the next run begins as this one did. */
  async #endAll(cgroups: readonly string[]): Promise<void> {
    await endProcessesOf(`GANTRY_TEST_RUN=${this.#folder}`);
    const known = new Set(this.#before.get("cgroup"));
    const names = cgroups.filter((folder) => !known.has(folder)).map((folder) => /\/gt-[\w-]+/.exec(folder)![0]);
    for (const name of new Set(names)) await removeCgroupsOf(name);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const placesOfEngines = [
  ...["/var/run/docker.sock", "/var/run/docker.pid", "/run/gantry.sock", "/run/gantry.pid", "/run/gantry"],
  ...["/var/lib/docker", "/var/lib/gantry", "/etc/docker", "/etc/gantry"],
];

async function stateOfHost(): Promise<ReadonlyMap<string, readonly string[]>> {
  const firewall = await run(["nft", "-s", "list", "ruleset"]);
  return new Map([
    ["mount", mountsOfHost()],
    ["interface", readdirSync("/sys/class/net")],
    ["firewall rule", firewall.stdout.split("\n")],
    ["cgroup", cgroupsOf(cgroupPrefix())],
    ["file", placesOfEngines.filter((path) => existsSync(path))],
  ]);
}

/** Without tracefs, which the kernel itself mounts when anybody first looks into /sys/kernel/debug/tracing. */
function mountsOfHost(): string[] {
  const lines = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return lines.filter((line) => !/ tracefs /.test(line));
}
