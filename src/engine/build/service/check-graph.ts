import type { Op } from "#base/op.ts";
import { checkDevices, type DeviceGrants } from "#core/build/devices.ts";
import { checkEntitled } from "#core/build/entitlements.ts";
import { BuildError } from "#core/build/errors.ts";
import { type Input, scratch, type Vertex } from "#core/build/graph.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import { verticesBelow } from "#core/build/step-inputs.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import { DeviceTable } from "#core/devices/device-table.ts";

/** What a client allows its build. */
export interface BuildGrants {
  readonly entitlements: ReadonlySet<string>;
  readonly devices: DeviceGrants;
}

/** @throws BuildError forbidden for a step that does what its build was not granted · not-found for a device that it requires */
export async function checkGraph(
  op: Op,
  top: Input,
  { granted, devices }: { readonly granted: BuildGrants; readonly devices: DescribedDevices },
): Promise<void> {
  const programs = programsBelow(top);
  const wantsDevices = programs.some(({ operation }) => operation.devices.length > 0);
  const table = wantsDevices ? await devices.read(op) : new DeviceTable([]);
  for (const { operation, vertex } of programs) {
    try {
      checkEntitled(operation, granted.entitlements);
      checkDevices(operation.devices, table, granted.devices);
    } catch (error) {
      throw BuildError.of(error, { location: vertex.meta.location });
    }
  }
}

interface Program {
  readonly vertex: Vertex;
  readonly operation: RunOperation;
}

function programsBelow(top: Input, seen = new Set<Vertex>()): Program[] {
  if (top === scratch || seen.has(top)) return [];
  seen.add(top);
  const { operation } = top;
  const below = [...verticesBelow(operation)].flatMap((vertex) => programsBelow(vertex, seen));
  return operation.kind === "run" ? [{ vertex: top, operation }, ...below] : below;
}
