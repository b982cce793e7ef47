import { always, list } from "./collections.ts";
import type { ValueOf } from "./kind.ts";
import { bytes, text, unsigned16 } from "./scalars.ts";
import { struct } from "./struct.ts";

const weighted = struct(
  { path: always(text, ""), weight: always(unsigned16, 0) },
  { jsonNames: { path: "Path", weight: "Weight" } },
);
const throttled = struct(
  { path: always(text, ""), rate: always(bytes, 0) },
  { jsonNames: { path: "Path", rate: "Rate" } },
);

/** Limits of what is read from and written to devices. */
export const blockIo = struct({
  weight: unsigned16,
  weight_device: list(weighted),
  device_read_bps: list(throttled),
  device_read_iops: list(throttled),
  device_write_bps: list(throttled),
  device_write_iops: list(throttled),
});

export type BlockIo = ValueOf<typeof blockIo>;
export type ThrottledDevice = ValueOf<typeof throttled>;
