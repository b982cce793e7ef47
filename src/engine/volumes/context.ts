import type { KeyedMutex } from "#base/keyed-mutex.ts";
import type { Log } from "#base/op.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { RecordStore } from "#core/store/contract.ts";
import type { VolumeDriver, VolumeDrivers } from "#core/volume/contract.ts";
import type { VolumeTable } from "./volume-table.ts";

/** What the volume service is made of; `daemon` wires it. */
export interface VolumeDependencies {
  readonly store: RecordStore;
  readonly events: EventSink;
  /** The built-in ones. */
  readonly drivers: readonly VolumeDriver[];
  readonly plugins: VolumeDrivers;
  /** Ids of the containers that have a volume among their mounts, whether they run or not. */
  readonly users: (name: string) => readonly string[];
  readonly log: Log;
}

export interface VolumeContext extends VolumeDependencies {
  readonly table: VolumeTable;
  /** Held while a volume is looked at and filled. */
  readonly fills: KeyedMutex;
}
