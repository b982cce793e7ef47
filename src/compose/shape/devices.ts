import { list } from "./collections.ts";
import type { ValueOf } from "./kind.ts";
import { mapping } from "./pairs.ts";
import { deviceCount, text } from "./scalars.ts";
import { struct } from "./struct.ts";

/** Devices that are asked for by what they can do. */
export const deviceRequest = struct(
  {
    capabilities: list(text),
    driver: text,
    count: deviceCount,
    device_ids: list(text),
    options: mapping,
  },
  { isExtensible: false },
);

export type DeviceRequest = ValueOf<typeof deviceRequest>;

/** A device of the host. */
export const deviceMapping = struct({ source: text, target: text, permissions: text });

export type DeviceMapping = ValueOf<typeof deviceMapping>;
