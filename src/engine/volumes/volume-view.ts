import type { Volume } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { HeldVolume } from "./volume-table.ts";

/** A volume as the API shows it. */
export async function volumeView(
  op: Op,
  { record, driver }: HeldVolume,
  options: { readonly fresh: boolean },
): Promise<Volume> {
  const { mountpoint, status } = await driver.describe(op, record, options);
  return {
    CreatedAt: record.created,
    Driver: record.driver,
    Labels: record.labels,
    Mountpoint: mountpoint,
    Name: record.name,
    Options: record.options,
    Scope: driver.scope,
    ...(status === undefined ? {} : { Status: status }),
  };
}
