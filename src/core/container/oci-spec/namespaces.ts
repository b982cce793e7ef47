import { EngineError } from "#base/errors.ts";
import type { OciNamespace } from "#formats/oci/runtime-spec.ts";
import type { OciSpecInput } from "./input.ts";

/** The namespaces that the container gets or joins; one that is missing is the host's. */
export function namespacesOf({ hostConfig, namespaces }: OciSpecInput): OciNamespace[] {
  const { PidMode, IpcMode, UTSMode, CgroupnsMode } = hostConfig;
  const result: OciNamespace[] = [{ type: "mount" }];
  if (namespaces.network !== undefined) result.push({ type: "network", path: namespaces.network });
  if (UTSMode !== "host") result.push(ownOrJoined("uts", namespaces.utsOf));
  if (PidMode !== "host") result.push(ownOrJoined("pid", namespaces.pidOf));
  if (IpcMode !== "host") result.push(ownOrJoined("ipc", namespaces.ipcOf));
  if (CgroupnsMode === "private") result.push({ type: "cgroup" });
  return result;
}

function ownOrJoined(type: "pid" | "ipc" | "uts", pid: number | undefined): OciNamespace {
  return pid === undefined ? { type } : { type, path: `/proc/${pid}/ns/${type}` };
}

/** Whether host and domain name are the container's to set. */
export function hasOwnUts({ hostConfig, namespaces }: OciSpecInput): boolean {
  return hostConfig.UTSMode !== "host" && namespaces.utsOf === undefined;
}

const pingGroupRange = "net.ipv4.ping_group_range";
const unprivilegedPorts = "net.ipv4.ip_unprivileged_port_start";
const ipcSysctls = new Set(
  "kernel.msgmax kernel.msgmnb kernel.msgmni kernel.sem kernel.shmall kernel.shmmax kernel.shmmni kernel.shm_rmid_forced".split(
    " ",
  ),
);

/**
 * The sysctls: Docker's two defaults in a network namespace of the container's own, the domain name, the request's.
 * @throws system in runc's words for one that is not the container's alone (CVE-2022-0811)
 */
export function sysctlsOf(input: OciSpecInput): Record<string, string> {
  const { config, hostConfig, host } = input;
  const mode = hostConfig.NetworkMode;
  const result: Record<string, string> = {};
  if (mode !== "host" && !mode.startsWith("container:") && input.namespaces.network !== undefined) {
    if (host.sysctls.has(unprivilegedPorts)) result[unprivilegedPorts] = "0";
    if (host.sysctls.has(pingGroupRange)) result[pingGroupRange] = "0 2147483647";
  }
  if (config.Domainname !== "" && hasOwnUts(input)) result["kernel.domainname"] = config.Domainname;
  for (const [name, value] of Object.entries(hostConfig.Sysctls ?? {})) {
    checkSysctl(name, input);
    result[name] = value;
  }
  return result;
}

function checkSysctl(name: string, { hostConfig, namespaces }: OciSpecInput): void {
  const quoted = JSON.stringify(name);
  if (!/^[a-zA-Z0-9_-]+([./][a-zA-Z0-9_-]+)*$/.test(name) || name.includes("..")) throw notSeparate(quoted);
  const dotted = name.includes(".") ? name : name.replaceAll("/", ".");
  if (ipcSysctls.has(dotted) || dotted.startsWith("fs.mqueue.")) {
    if (hostConfig.IpcMode === "host") throw refused(`sysctl ${quoted} is not allowed in the hosts ipc namespace`);
    return;
  }
  if (dotted.startsWith("net.")) {
    if (namespaces.network === undefined) throw refused(`sysctl ${quoted} not allowed in host network namespace`);
    return;
  }
  const uts = dotted === "kernel.domainname" || dotted === "kernel.hostname";
  if (!uts || hostConfig.UTSMode === "host") throw notSeparate(quoted);
}

function notSeparate(quoted: string): EngineError {
  return refused(`sysctl ${quoted} is not in a separate kernel namespace`);
}

function refused(message: string): EngineError {
  return new EngineError("system", message);
}
