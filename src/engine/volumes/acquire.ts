import { commitPoint } from "#base/commit-points.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { VolumeBatch, VolumePlace, VolumeRequest } from "#core/volume/contract.ts";
import { noSuchVolume, otherDriver, otherOptions, volumeNotCreated } from "#core/volume/errors.ts";
import type { VolumeContext } from "./context.ts";
import { driverOf } from "./drivers.ts";
import type { HeldVolume } from "./volume-table.ts";

interface Made {
  readonly volume: HeldVolume;
  readonly settle: () => void;
}

/**
 * Finds or makes volumes. Those that are made wait for `publish`; meanwhile other requests for their names wait.
 * Names are taken in order, so that no two callers wait for each other.
 */
export async function acquire(
  op: Op,
  context: VolumeContext,
  requests: readonly VolumeRequest[],
): Promise<VolumeBatch> {
  const made: Made[] = [];
  const volumes = new Map<string, HeldVolume>();
  const places = new Map<string, VolumePlace>();
  try {
    for (const request of [...requests].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!volumes.has(request.name)) volumes.set(request.name, await acquireOne(op, context, request, made));
    }
    for (const [name, volume] of volumes) places.set(name, await placeOf(op, volume));
  } catch (error) {
    await abandon(context, made);
    throw error;
  }
  return {
    places,
    records: made.map(({ volume }) => saved(volume)),
    publish: () => publish(context, made),
    abandon: () => abandon(context, made),
  };
}

async function placeOf(op: Op, { driver, record }: HeldVolume): Promise<VolumePlace> {
  const { mountpoint } = await driver.describe(op, record, { fresh: false });
  return { path: mountpoint, driver: record.driver };
}

function saved({ record }: HeldVolume): RecordChange {
  return { put: "volume", key: record.name, value: record };
}

async function acquireOne(op: Op, context: VolumeContext, request: VolumeRequest, made: Made[]): Promise<HeldVolume> {
  const found = await context.table.settled(op, request.name);
  if (found !== undefined) return checked(found, request);
  if (!request.make) throw noSuchVolume(request.name);
  const driver = await driverOf(op, context, request);
  const come = await context.table.settled(op, request.name);
  if (come !== undefined) return checked(come, request);
  const { promise, resolve } = Promise.withResolvers<void>();
  const volume = begin(context, request, { driver, settled: promise });
  made.push({ volume, settle: resolve });
  try {
    await volume.driver.create(op, volume.record);
  } catch (error) {
    throw volumeNotCreated(request.name, error);
  }
  return volume;
}

/** Takes the name, without waiting. */
function begin(
  context: VolumeContext,
  { name, options, labels }: VolumeRequest,
  { driver, settled }: Pick<HeldVolume, "driver" | "settled">,
): HeldVolume {
  const created = `${new Date().toISOString().slice(0, 19)}Z`;
  const record = { name, driver: driver.name, options: orNone(options), labels, created };
  const volume: HeldVolume = { record, driver, state: "making", settled };
  try {
    driver.check(record);
  } catch (error) {
    throw volumeNotCreated(name, error);
  }
  context.table.add(volume);
  return volume;
}

function orNone(options: VolumeRequest["options"]): VolumeRequest["options"] {
  return options === null || Object.keys(options).length === 0 ? null : options;
}

/** A volume that is there serves a request that names no other driver and no other options. */
function checked(volume: HeldVolume, { name, driver, options }: VolumeRequest): HeldVolume {
  const { record } = volume;
  if (driver !== "" && driver !== record.driver) throw volumeNotCreated(name, otherDriver(name, record.driver));
  const wanted = orNone(options);
  if (wanted === null) return volume;
  const own = record.options ?? {};
  const same =
    Object.keys(own).length === Object.keys(wanted).length &&
    Object.entries(wanted).every(([key, value]) => own[key] === value);
  if (!same) throw volumeNotCreated(name, otherOptions());
  return volume;
}

function publish(context: VolumeContext, made: readonly Made[]): void {
  if (made.length > 0) commitPoint("volume.create.committed");
  for (const { volume, settle } of made) {
    volume.state = "there";
    settle();
    context.events.emit(volumeEvent(volume, "create"));
    void finishLater(context, volume);
  }
}

export function volumeEvent(volume: HeldVolume, action: string, more: Readonly<Record<string, string>> = {}) {
  const { name, driver } = volume.record;
  return { type: "volume", action, actorId: name, attributes: { driver, ...more } } as const;
}

async function finishLater(context: VolumeContext, { driver, record }: HeldVolume): Promise<void> {
  try {
    await driver.created(backgroundOp(context.log), record);
  } catch (error) {
    context.log.warn("mark of a new volume stays until the next start", { volume: record.name, error });
  }
}

async function abandon(context: VolumeContext, made: readonly Made[]): Promise<void> {
  for (const { volume, settle } of made) {
    try {
      await volume.driver.remove(backgroundOp(context.log), volume.record);
      await volume.driver.removed(backgroundOp(context.log), volume.record);
    } catch (error) {
      context.log.warn("a volume that was not needed stays until the next start", {
        volume: volume.record.name,
        error,
      });
    }
    context.table.remove(volume);
    settle();
  }
}
