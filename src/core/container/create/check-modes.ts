import type { ContainerConfig, HostConfig } from "#api/types.gen.ts";
import { type CgroupDriver, isSlice, parentIsNoSlice } from "../oci-spec/cgroups-path.ts";
import { invalid } from "./invalid.ts";

/** Options that exclude each other, in the order in which Docker looks. @throws invalid-argument */
export function checkNetworkConflicts(config: ContainerConfig, host: HostConfig): void {
  const joins = host.NetworkMode === "container" || host.NetworkMode.startsWith("container:");
  const hostNetwork = host.NetworkMode === "host";
  if (joins && host.NetworkMode.slice("container:".length) === "") {
    throw invalid("invalid network mode: invalid container format container:<name|id>");
  }
  const conflict = (what: string) => invalid(`conflicting options: ${what}`);
  if (host.UTSMode === "host" && config.Hostname !== "") throw conflict("hostname and the UTS mode");
  if (joins && config.Hostname !== "") throw conflict("hostname and the network mode");
  const links = "networking can't be used with links. This would result in undefined behavior";
  if (hostNetwork && count(host.Links) > 0) throw conflict(`host type ${links}`);
  if (!joins) return;
  if (count(host.Links) > 0) throw conflict(`container type ${links.replace("networking", "network")}`);
  if (count(host.Dns) > 0) throw conflict("dns and the network mode");
  if (count(host.ExtraHosts) > 0) throw conflict("custom host-to-IP mapping and the network mode");
  if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts) {
    throw conflict("port publishing and the container type network mode");
  }
  if (Object.keys(config.ExposedPorts ?? {}).length > 0) {
    throw conflict("port exposing and the container type network mode");
  }
}

function count(list: readonly unknown[] | null): number {
  return list?.length ?? 0;
}

/** @throws invalid-argument for namespaces that there are not, in moby's order */
export function checkNamespaceModes(host: HostConfig, containerId: (ref: string) => string | undefined): void {
  checkMode("IPC mode", host.IpcMode, ["none", "private", "shareable", "host"], containerId);
  checkMode("PID mode", host.PidMode, ["host"], containerId);
  if (host.ShmSize < 0) throw invalid("SHM size can not be less than 0");
  if (host.UTSMode !== "" && host.UTSMode !== "host") throw invalid(`invalid UTS mode: ${host.UTSMode}`);
  if (host.OomScoreAdj < -1000 || host.OomScoreAdj > 1000) {
    throw invalid(`Invalid value ${host.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  }
  if (!["", "host", "private"].includes(host.CgroupnsMode)) {
    throw invalid(`invalid cgroup namespace mode: ${host.CgroupnsMode}`);
  }
}

function checkMode(
  what: string,
  mode: string,
  known: readonly string[],
  containerId: (ref: string) => string | undefined,
): void {
  if (mode === "" || known.includes(mode)) return;
  const ref = mode.startsWith("container:") ? mode.slice("container:".length) : "";
  if (ref === "") throw invalid(`invalid ${what}: ${mode}`);
  if (containerId(ref) === undefined) throw invalid(`No such container: ${ref}`);
}

/** @throws invalid-argument `invalid restart policy: …` */
export function checkRestartPolicy({ RestartPolicy: policy, AutoRemove }: HostConfig): void {
  const { Name: name, MaximumRetryCount: count } = policy;
  if (AutoRemove && name !== "" && name !== "no") {
    throw invalid("can't create 'AutoRemove' container with restart policy");
  }
  const fail = (text: string) => invalid(`invalid restart policy: ${text}`);
  if (!["", "no", "always", "unless-stopped", "on-failure"].includes(name)) {
    throw fail(`unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  }
  if (name === "on-failure" && count < 0) throw fail("maximum retry count cannot be negative");
  if (name !== "on-failure" && count !== 0) throw fail("maximum retry count can only be used with 'on-failure'");
}

/** @throws invalid-argument `invalid isolation (x): …` */
export function checkIsolation({ Isolation }: HostConfig): void {
  if (Isolation !== "" && Isolation.toLowerCase() !== "default") {
    throw invalid(`invalid isolation (${Isolation}): linux only supports 'default'`);
  }
}

/** @throws invalid-argument for a parent of cgroups that systemd has no unit for */
export function checkCgroupParent({ CgroupParent }: HostConfig, driver: CgroupDriver): void {
  if (driver === "systemd" && CgroupParent !== "" && !isSlice(CgroupParent)) throw invalid(parentIsNoSlice);
}
