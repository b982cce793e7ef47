import type { HostConfig } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { OciCapabilities } from "#formats/oci/runtime-spec.ts";

/** All capabilities, at the index of their number (capabilities(7), linux/capability.h). */
export const allCapabilities = (
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE " +
  "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN " +
  "SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE " +
  "MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)
  .split(" ")
  .map((name) => `CAP_${name}`);

/** What a container has by default (moby daemon/pkg/oci/caps, order of its list). */
export const defaultCapabilities: readonly string[] =
  "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE"
    .split(" ")
    .map((name) => `CAP_${name}`);

/** The names in a mask such as the `CapBnd` line of /proc/self/status. */
export function capabilitiesOfMask(mask: bigint): string[] {
  return allCapabilities.filter((_, number) => (mask & (1n << BigInt(number))) !== 0n);
}

/**
 * The capabilities of a container: defaults, dropped and added ones; all of `available` for privileged.
 * @param available names in the daemon's bounding set, in kernel order
 * @throws invalid-argument `invalid CapAdd: unknown capability: "CAP_X"`
 */
export function capabilitiesOf(hostConfig: HostConfig, available: readonly string[]): readonly string[] {
  const adds = normalized(hostConfig.CapAdd ?? [], "CapAdd", available);
  const drops = normalized(hostConfig.CapDrop ?? [], "CapDrop", available);
  if (hostConfig.Privileged) return available;
  if (adds.includes("ALL")) return available.filter((name) => !drops.includes(name));
  if (drops.includes("ALL")) return adds;
  const kept = defaultCapabilities.filter((name) => !drops.includes(name) && available.includes(name));
  return [...kept, ...adds.filter((name) => !kept.includes(name))];
}

function normalized(names: readonly string[], field: string, available: readonly string[]): string[] {
  const result = new Set<string>();
  for (const given of names) {
    const upper = given.toUpperCase();
    const name = upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
    if (name !== "ALL" && !allCapabilities.includes(name)) {
      throw invalid(`invalid ${field}: unknown capability: ${JSON.stringify(name)}`);
    }
    if (name !== "ALL" && !available.includes(name)) {
      throw invalid(
        `invalid ${field}: capability not supported by your kernel or not available in the current environment: ${JSON.stringify(name)}`,
      );
    }
    result.add(name);
  }
  return [...result];
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/** The process sets: no inheritable and no ambient ones (CVE-2022-24769). */
export function capabilitySets(names: readonly string[], uid: number): OciCapabilities {
  return uid === 0 ? { bounding: names, effective: names, permitted: names } : { bounding: names };
}
