import type { DeviceRequest } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";
import { invalidAsSystem } from "../create/invalid.ts";

/**
 * What a start says of `HostConfig.DeviceRequests`. There are no drivers for them but that of the Container Device
 * Interface, which finds nothing on a machine without descriptions of devices.
 * @param described whether descriptions of CDI devices lie on this machine
 * @throws system in Docker's words · not-implemented for devices that are described
 */
export function checkDeviceRequests(requests: readonly DeviceRequest[], described: () => boolean): void {
  for (const { Driver, Count, DeviceIDs, Capabilities } of requests) {
    if (Driver !== "cdi") {
      const sets = (Capabilities ?? []).map((names) => `[${(names ?? []).join(" ")}]`);
      throw invalidAsSystem(
        `could not select device driver ${JSON.stringify(Driver)} with capabilities: [${sets.join(" ")}]`,
      );
    }
    if (Count !== 0) throw invalidAsSystem("unexpected count in CDI device request");
    if ((DeviceIDs ?? []).length === 0) continue;
    if (described()) throw notSupported("HostConfig.DeviceRequests of the driver cdi");
    throw invalidAsSystem(`CDI device injection failed: unresolvable CDI devices ${(DeviceIDs ?? []).join(", ")}`);
  }
}
