import { encode } from "#api/encode.ts";
import type { SystemInfo } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

/** The answer of info in the shape of a version. */
export function systemInfoFor(version: string, info: SystemInfo): string {
  const { FirewallBackend, DiscoveredDevices, Containerd, ...rest } = info;
  return encode("SystemInfo", {
    ...rest,
    ...(FirewallBackend === undefined || isOlder(version, "1.49") ? {} : { FirewallBackend }),
    ...(DiscoveredDevices === undefined || isOlder(version, "1.50") ? {} : { DiscoveredDevices }),
    ...(Containerd === undefined || isOlder(version, "1.46") ? {} : { Containerd }),
  });
}
