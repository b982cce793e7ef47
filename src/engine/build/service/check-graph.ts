import { checkDevices } from "#core/build/devices.ts";
import { checkEntitled } from "#core/build/entitlements.ts";
import { BuildError } from "#core/build/errors.ts";
import { type Input, scratch, type Vertex } from "#core/build/graph.ts";
import { verticesBelow } from "#core/build/step-inputs.ts";
import { hasDeviceDescriptions } from "../../containers/host-devices.ts";

/** @throws BuildError forbidden for a step that does what its build was not granted · not-found for a device that it requires */
export function checkGraph(top: Input, granted: ReadonlySet<string>, seen = new Set<Vertex>()): void {
  if (top === scratch || seen.has(top)) return;
  seen.add(top);
  const { operation, meta } = top;
  try {
    if (operation.kind === "run") {
      checkEntitled(operation, granted);
      checkDevices(operation.devices, hasDeviceDescriptions);
    }
  } catch (error) {
    throw BuildError.of(error, { location: meta.location });
  }
  for (const below of verticesBelow(operation)) checkGraph(below, granted, seen);
}
