import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { isErrno } from "#sys/libc.ts";

const root = "/sys/fs/cgroup";
const attempts = 50;
const pauseMs = 20;

/** The shim's arguments that say where a container's OOM kills are counted. */
export function oomArguments(cgroupsPath: string): string[] {
  const path = absolute(cgroupsPath);
  if (existsSync(`${root}/cgroup.controllers`)) return ["--oom", `${root}${path}`, "--oom-v2"];
  return ["--oom", `${root}/memory${path}`];
}

/** @see kernel Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst and cgroup-v2.rst, "cgroup.freeze" */
export function isFrozen(cgroupsPath: string): boolean {
  const path = absolute(cgroupsPath);
  const v2 = existsSync(`${root}/cgroup.controllers`);
  const file = v2 ? `${root}${path}/cgroup.freeze` : `${root}/freezer${path}/freezer.state`;
  try {
    return ["1", "FREEZING", "FROZEN"].includes(readFileSync(file, "utf8").trim());
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}

/** Removes what a killed runtime has left of a container's cgroups, as its last processes end. */
export async function removeCgroups(cgroupsPath: string): Promise<void> {
  const path = absolute(cgroupsPath);
  if (path.split("/").includes("..") || path.length < 2) return;
  const hierarchies = existsSync(`${root}/cgroup.controllers`)
    ? [root]
    : readdirSync(root).map((name) => `${root}/${name}`);
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (hierarchies.every((hierarchy) => removeTree(`${hierarchy}${path}`))) return;
    await Bun.sleep(pauseMs);
  }
}

/** Whether nothing is left of it. The kernel lets a cgroup without processes and children go; its files go with it. */
function removeTree(directory: string): boolean {
  if (!existsSync(directory)) return true;
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(`${directory}/${entry.name}`);
    rmdirSync(directory);
    return true;
  } catch (error) {
    return isErrno(error, "ENOENT");
  }
}

function absolute(cgroupsPath: string): string {
  return cgroupsPath.startsWith("/") ? cgroupsPath : `/${cgroupsPath}`;
}
