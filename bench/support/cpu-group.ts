import { existsSync, mkdirSync, readFileSync } from "node:fs";

const accounting = existsSync("/sys/fs/cgroup/cpuacct") ? "/sys/fs/cgroup/cpuacct" : "/sys/fs/cgroup";

/** The command to put in front of one that shall be counted in the part (`daemon`, `client`) of an engine's cgroup. */
export function countedIn(cgroup: string, part: string): string[] {
  const folder = `${accounting}${cgroup}/${part}`;
  mkdirSync(folder, { recursive: true });
  return ["sh", "-c", `echo $$ >${folder}/cgroup.procs; exec "$@"`, "sh"];
}

/**
 * CPU time in ms that all processes of the cgroup and of those below it have used, ended ones and removed cgroups
 * included. @see kernel Documentation/admin-guide/cgroup-v1/cpuacct.rst and cgroup-v2.rst, "cpu.stat"
 */
export function cpuMsOf(cgroup: string): number {
  const folder = `${accounting}${cgroup}`;
  if (existsSync(`${folder}/cpuacct.usage`)) return Number(readFileSync(`${folder}/cpuacct.usage`, "utf8")) / 1e6;
  return Number(/usage_usec (\d+)/.exec(readFileSync(`${folder}/cpu.stat`, "utf8"))![1]) / 1e3;
}
