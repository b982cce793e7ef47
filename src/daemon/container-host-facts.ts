import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { capabilitiesOfMask } from "#core/container/oci-spec/capabilities.ts";
import type { HostFacts } from "#core/container/oci-spec/input.ts";
import { allHostDevices } from "#engine/containers/host-devices.ts";

const rlimitNames: Readonly<Record<string, string>> = {
  "Max cpu time": "RLIMIT_CPU",
  "Max file size": "RLIMIT_FSIZE",
  "Max data size": "RLIMIT_DATA",
  "Max stack size": "RLIMIT_STACK",
  "Max core file size": "RLIMIT_CORE",
  "Max resident set": "RLIMIT_RSS",
  "Max processes": "RLIMIT_NPROC",
  "Max open files": "RLIMIT_NOFILE",
  "Max locked memory": "RLIMIT_MEMLOCK",
  "Max address space": "RLIMIT_AS",
  "Max file locks": "RLIMIT_LOCKS",
  "Max pending signals": "RLIMIT_SIGPENDING",
  "Max msgqueue size": "RLIMIT_MSGQUEUE",
  "Max nice priority": "RLIMIT_NICE",
  "Max realtime priority": "RLIMIT_RTPRIO",
  "Max realtime timeout": "RLIMIT_RTTIME",
};

const defaultSysctls = ["net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range"];

/** What this machine and the daemon's own rights allow its containers; without CAP_SYS_RESOURCE, limits can only be lowered. */
export function containerHostFacts(cgroupVersion: 1 | 2): HostFacts {
  const mask = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  const capabilities = capabilitiesOfMask(BigInt(`0x${mask}`));
  const mayRaise = capabilities.includes("CAP_SYS_RESOURCE");
  const devices = remembered(() => allHostDevices());
  return {
    cgroupVersion,
    hostname: hostname(),
    capabilities,
    hardLimits: mayRaise ? new Map() : hardLimits(readFileSync("/proc/self/limits", "utf8")),
    oomScoreAdjMin: mayRaise ? -1000 : Number(readFileSync("/proc/self/oom_score_adj", "utf8")),
    get devices() {
      return devices();
    },
    sysctls: new Set(defaultSysctls.filter((name) => existsSync(`/proc/sys/${name.replaceAll(".", "/")}`))),
  };
}

function hardLimits(table: string): Map<string, bigint> {
  const limits = new Map<string, bigint>();
  for (const line of table.split("\n")) {
    const name = rlimitNames[line.slice(0, 26).trim()];
    const hard = line.slice(47, 68).trim();
    if (name !== undefined && /^\d+$/.test(hard)) limits.set(name, BigInt(hard));
  }
  return limits;
}

/** Devices come and go: what was read is used for a moment only. */
function remembered<T>(make: () => T): () => T {
  const keepMs = 2000;
  let value: T | undefined;
  let madeAt = 0;
  return () => {
    const now = Date.now();
    if (value === undefined || now - madeAt > keepMs) {
      value = make();
      madeAt = now;
    }
    return value;
  };
}
