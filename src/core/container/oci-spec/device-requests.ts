import type { DeviceRequest } from "#api/types.gen.ts";
import type { EngineError } from "#base/errors.ts";
import type { ContainerEdits } from "#formats/cdi/description.ts";
import type { DescribedDevices } from "../../devices/contract.ts";
import type { DeviceTable } from "../../devices/device-table.ts";
import { invalidAsSystem } from "../create/invalid.ts";

/**
 * The devices that `HostConfig.DeviceRequests` asks for, as it names them. There are no drivers for requests but that of the
 * Container Device Interface.
 * @throws system in Docker's words
 */
export function requestedDevices(
  requests: readonly DeviceRequest[],
  { isEnabled, folders }: Pick<DescribedDevices, "isEnabled" | "folders">,
): string[] {
  return requests.flatMap(({ Driver, Count, DeviceIDs, Capabilities, Options }) => {
    if (Driver !== "cdi" || !isEnabled) {
      const sets = (Capabilities ?? []).map((names) => `[${(names ?? []).join(" ")}]`);
      throw invalidAsSystem(
        `could not select device driver ${JSON.stringify(Driver)} with capabilities: [${sets.join(" ")}]`,
      );
    }
    if (folders.length === 0) throw injectionFailed("no CDI specification directories specified");
    if (Count !== 0) throw invalidAsSystem("unexpected count in CDI device request");
    if (Object.keys(Options ?? {}).length > 0) throw invalidAsSystem("unexpected options in CDI device request");
    return DeviceIDs ?? [];
  });
}

/** @throws system in Docker's words for devices that are not described */
export function requestedEdits(names: readonly string[], table: DeviceTable): ContainerEdits {
  const unknown = names.filter((name) => !table.has(name));
  if (unknown.length > 0) throw injectionFailed(`unresolvable CDI devices ${unknown.join(", ")}`);
  return table.editsOf(names);
}

export function injectionFailed(reason: string): EngineError {
  return invalidAsSystem(`CDI device injection failed: ${reason}`);
}
