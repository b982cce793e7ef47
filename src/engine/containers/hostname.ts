import type { HostFacts } from "#core/container/oci-spec/input.ts";
import type { ContainerRecord } from "#core/container/record.ts";

/** The name that programs in the container see. */
export function hostnameIn(record: ContainerRecord, host: HostFacts): string {
  return record.hostConfig.UTSMode === "host" ? host.hostname : record.config.Hostname;
}
