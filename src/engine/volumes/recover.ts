import type { Op } from "#base/op.ts";
import type { KnownVolumes } from "#core/volume/contract.ts";
import type { VolumeRecord } from "#core/volume/record.ts";
import type { VolumeContext } from "./context.ts";

/** Loads the records, and has each driver bring files and mounts in line with them. */
export async function recover(
  op: Op,
  context: VolumeContext,
  mounted: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const { value } of await context.store.list<VolumeRecord>(op, "volume")) {
    const builtIn = context.drivers.find(({ name }) => name === value.driver);
    const driver = builtIn ?? context.plugins.named(value.driver);
    context.table.add({ record: value, driver, state: "there", settled: Promise.resolve() });
  }
  const users = usersByVolume(mounted);
  for (const driver of context.drivers) await driver.recover(op, knownTo(context, driver.name, users));
}

function knownTo(context: VolumeContext, driver: string, users: KnownVolumes["users"]): KnownVolumes {
  const records = context.table.all().map(({ record }) => record);
  return { volumes: records.filter((record) => record.driver === driver), users };
}

function usersByVolume(mounted: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  for (const [container, names] of mounted) {
    for (const name of names) users.set(name, (users.get(name) ?? new Set()).add(container));
  }
  return users;
}
