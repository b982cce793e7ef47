import { existsSync } from "node:fs";

/** The shim's arguments that say where a container's OOM kills are counted. */
export function oomArguments(cgroupsPath: string): string[] {
  const path = cgroupsPath.startsWith("/") ? cgroupsPath : `/${cgroupsPath}`;
  if (existsSync("/sys/fs/cgroup/cgroup.controllers")) return ["--oom", `/sys/fs/cgroup${path}`, "--oom-v2"];
  return ["--oom", `/sys/fs/cgroup/memory${path}`];
}
