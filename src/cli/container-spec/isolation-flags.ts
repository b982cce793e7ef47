import { list, map, parsedList } from "../flags/lists.ts";
import { bool, string } from "../flags/scalars.ts";
import { parseGpus } from "./devices.ts";
import { checkDeviceRule, checkSysctl } from "./names.ts";

/** Flags about what a container may do and see. */
export const isolationFlags = {
  "cap-add": list({ usage: "Capability to add" }),
  "cap-drop": list({ usage: "Capability to take away" }),
  cgroupns: string({
    usage: `Control group namespace (host|private)
'host':    That of the host
'private': One of its own
'':        What the engine was told (default)`,
  }),
  device: list({ usage: "Device of the host to give" }),
  "device-cgroup-rule": list({ usage: "Rule about devices that may be used", check: checkDeviceRule }),
  gpus: parsedList({
    type: "gpu-request",
    usage: "Graphics devices to give ('all' for all of them)",
    parse: parseGpus,
  }),
  ipc: string({ usage: "IPC namespace" }),
  isolation: string({ usage: "Technology of isolation" }),
  pid: string({ usage: "Process namespace" }),
  privileged: bool({ usage: "Give all rights" }),
  "read-only": bool({ usage: "Mount the root file system so that nothing is written to it" }),
  runtime: string({ usage: "Program that makes the container" }),
  "security-opt": list({ usage: "Option of security" }),
  sysctl: map({ usage: "Kernel setting of the container's namespaces", check: checkSysctl }),
  userns: string({ usage: "User namespace" }),
  uts: string({ usage: "Host name namespace" }),
};
