import type { VolumeDriver } from "#core/volume/contract.ts";
import { unknownDriver, volumeNotCreated } from "#core/volume/errors.ts";
import type { VolumeContext } from "./context.ts";

export const defaultDriver = "local";

/** The driver that a request names; empty: the default one. @throws not-found */
export function driverOf(
  context: VolumeContext,
  request: { readonly name: string; readonly driver: string },
): VolumeDriver {
  const name = request.driver === "" ? defaultDriver : request.driver;
  const driver = context.drivers.find((candidate) => candidate.name === name);
  if (driver === undefined) throw volumeNotCreated(request.name, unknownDriver(name));
  return driver;
}
