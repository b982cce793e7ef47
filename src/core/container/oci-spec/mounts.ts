import type { OciMount } from "#formats/oci/runtime-spec.ts";
import type { OciSpecInput } from "./input.ts";
import { initPathInContainer, usesInit } from "./process.ts";

/** All mounts, in the order in which the runtime makes them. */
export function mountsOf(input: OciSpecInput): OciMount[] {
  const { hostConfig, daemon } = input;
  const asked = input.mounts.mounts;
  const places = new Set(asked.map((mount) => mount.destination));
  const own = [...input.devices.edits.mounts.filter((mount) => !places.has(mount.destination)), ...asked];
  const taken = new Set(own.map((mount) => mount.destination));
  const files = fileMounts(input).filter((mount) => !taken.has(mount.destination));
  const defaults = defaultMounts(input).filter((mount) => isFree(mount.destination, taken));
  const init: OciMount[] = usesInit(input)
    ? [{ destination: initPathInContainer, type: "bind", source: daemon.initPath, options: ["bind", "ro"] }]
    : [];
  const readable = hostConfig.ReadonlyRootfs ? files.map(asReadOnly) : files;
  return [...defaults, ...sortedByDepth([...own, ...readable]), ...init];
}

/** Parents before children, otherwise as given. */
function sortedByDepth(mounts: readonly OciMount[]): OciMount[] {
  const depth = (mount: OciMount) => mount.destination.split("/").filter((part) => part !== "").length;
  return [...mounts].sort((a, b) => depth(a) - depth(b));
}

/** A mount of the user takes the place of a default one; one at /dev takes all below it. */
function isFree(destination: string, taken: ReadonlySet<string>): boolean {
  return !taken.has(destination) && !(taken.has("/dev") && destination.startsWith("/dev/"));
}

function fileMounts({ files }: OciSpecInput): OciMount[] {
  const bind = (destination: string, source: string | undefined): OciMount[] =>
    source === undefined ? [] : [{ destination, type: "bind", source, options: ["rbind", "rprivate"] }];
  return [
    ...bind("/etc/resolv.conf", files.resolvConf),
    ...bind("/etc/hostname", files.hostname),
    ...bind("/etc/hosts", files.hosts),
  ];
}

function asReadOnly(mount: OciMount): OciMount {
  return { ...mount, options: [...mount.options, "ro"] };
}

function defaultMounts({ hostConfig, namespaces }: OciSpecInput): OciMount[] {
  const readOnly = hostConfig.Privileged ? [] : ["ro"];
  const noFlags = ["nosuid", "noexec", "nodev"];
  const mounts: OciMount[] = [
    { destination: "/proc", type: "proc", source: "proc", options: noFlags },
    {
      destination: "/dev",
      type: "tmpfs",
      source: "tmpfs",
      options: ["nosuid", "strictatime", "mode=755", "size=65536k"],
    },
    {
      destination: "/dev/pts",
      type: "devpts",
      source: "devpts",
      options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
    },
    { destination: "/sys", type: "sysfs", source: "sysfs", options: [...noFlags, ...readOnly] },
    { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: [...readOnly, ...noFlags] },
    { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: noFlags },
  ];
  const shared = hostConfig.IpcMode === "host" ? "/dev/shm" : namespaces.sharedShm;
  if (hostConfig.IpcMode === "none") return mounts;
  if (shared !== undefined) {
    return [...mounts, { destination: "/dev/shm", type: "bind", source: shared, options: ["rbind", "rprivate"] }];
  }
  const options = [...noFlags, "mode=1777", `size=${hostConfig.ShmSize}`];
  return [...mounts, { destination: "/dev/shm", type: "tmpfs", source: "shm", options }];
}
