import { posix } from "node:path";
import type { OciSpecInput } from "./input.ts";

/** Who makes the cgroups of containers: the runtime in the cgroup file systems, or systemd at the runtime's request. */
export type CgroupDriver = "cgroupfs" | "systemd";

/** Tells a runtime (crun, runc) to have systemd make the cgroups. */
export const systemdCgroupArgument = "--systemd-cgroup";

export const parentIsNoSlice = 'cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"';

const scopePrefix = "docker";
const slice = ".slice";

/** What the systemd driver takes as a parent. */
export const isSlice = (name: string): boolean => name.length > slice.length && name.endsWith(slice);

/**
 * `linux.cgroupsPath` of the runtime spec. For cgroupfs an absolute path that never leaves the cgroup root, whatever the
 * parent says; for systemd `SLICE:PREFIX:ID`, of which the runtime makes the unit `PREFIX-ID.scope`.
 * @see https://github.com/opencontainers/runc/blob/main/docs/systemd.md
 */
export function cgroupsPathOf({ id, hostConfig, daemon }: Pick<OciSpecInput, "id" | "hostConfig" | "daemon">): string {
  const parent = hostConfig.CgroupParent || daemon.cgroupParent;
  if (daemon.cgroupDriver === "systemd") return `${parent || "system.slice"}:${scopePrefix}:${id}`;
  return posix.join("/", posix.normalize(`/${parent || "/docker"}`), id);
}

/** The folder of a container's cgroups below each hierarchy, for what `cgroupsPathOf` says. */
export function cgroupFolderOf(cgroupsPath: string): string {
  if (cgroupsPath.startsWith("/")) return cgroupsPath;
  const [parent, prefix, id] = cgroupsPath.split(":");
  if (parent === undefined || prefix === undefined || id === undefined) return cgroupsPath;
  return posix.join("/", folderOfSlice(parent), `${prefix}-${id}.scope`);
}

/** Slices lie in each other by their names: `a-b.slice` in `a.slice`; `-.slice` is the root. @see systemd.slice(5) */
function folderOfSlice(name: string): string {
  const parts = name.slice(0, -slice.length).split("-").filter(Boolean);
  return parts.map((_, i) => `${parts.slice(0, i + 1).join("-")}${slice}`).join("/");
}
