import type { Op } from "#base/op.ts";
import type { VolumeDriver } from "#core/volume/contract.ts";
import { unknownDriver, volumeNotCreated } from "#core/volume/errors.ts";
import type { VolumeContext } from "./context.ts";

export const defaultDriver = "local";

/** The driver that a request names; empty: the default one. @throws not-found */
export async function driverOf(
  op: Op,
  context: VolumeContext,
  request: { readonly name: string; readonly driver: string },
): Promise<VolumeDriver> {
  const name = request.driver === "" ? defaultDriver : request.driver;
  const builtIn = context.drivers.find((candidate) => candidate.name === name);
  const driver = builtIn ?? (await context.plugins.find(op, name));
  if (driver === undefined) throw volumeNotCreated(request.name, unknownDriver(name));
  return driver;
}
