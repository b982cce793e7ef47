import type { Op } from "#base/op.ts";
import type { RecordChange } from "../store/contract.ts";
import type { VolumeRecord } from "./record.ts";

/** A descriptor number of this process. */
export type Fd = number;

export type DriverVolume = Pick<VolumeRecord, "name" | "options">;

/**
 * Where volumes lie. The service says when; a driver never looks at records.
 *
 * Lifecycle. `create`, then the record is committed, then `created`. `remove`, then the deletion is committed, then
 * `removed`. A crash in between is settled by `recover`. `mount` and `unmount` are called by user (a container), any
 * number of times; a volume is in use from its first mount to the unmount of its last user.
 */
export interface VolumeDriver {
  readonly name: string;
  readonly scope: "local" | "global";

  /** @throws invalid-argument when the name or an option is none of this driver's */
  check(volume: DriverVolume): void;

  /** Makes it; nothing need be durable yet. */
  create(op: Op, volume: DriverVolume): Promise<void>;

  /** Its record is saved. */
  created(op: Op, volume: DriverVolume): Promise<void>;

  /** It is about to go: the record's deletion is committed next. */
  remove(op: Op, volume: DriverVolume): Promise<void>;

  /** The record is gone: nothing of it may come back. */
  removed(op: Op, volume: DriverVolume): Promise<void>;

  /** What API answers show of it. `fresh`: from the driver itself; otherwise what was last known will do. */
  describe(op: Op, volume: DriverVolume, options: { readonly fresh: boolean }): Promise<VolumeFacts>;

  /** @returns where its files are on the host */
  mount(op: Op, volume: DriverVolume, user: string): Promise<string>;

  /** No error when the user has not mounted it. */
  unmount(op: Op, volume: DriverVolume, user: string): Promise<void>;

  /**
   * Fills an empty volume from a directory of an image, which is opened only when it is needed (the driver closes it);
   * `undefined`: there is none. The volume is mounted. A fill that a crash cuts short is undone by `recover`.
   */
  fill(op: Op, volume: DriverVolume, open: () => Promise<Fd | undefined>): Promise<void>;

  /** Bytes of its files; undefined where the driver cannot tell. */
  usage(op: Op, volume: DriverVolume): Promise<number | undefined>;

  /** Brings files and mounts in line with what the records say. Called once, before any other call. */
  recover(op: Op, known: KnownVolumes): Promise<void>;
}

/** Drivers that are not built in. */
export interface VolumeDrivers {
  /** The driver of a saved volume, whether it is there or not: its calls say so. */
  named(name: string): VolumeDriver;

  /** Looks for a driver that is to make a volume. */
  find(op: Op, name: string): Promise<VolumeDriver | undefined>;

  /** Those that have been spoken to. */
  names(): string[];
}

export interface VolumeFacts {
  readonly mountpoint: string;
  readonly status?: Readonly<Record<string, unknown>>;
}

export interface KnownVolumes {
  readonly volumes: readonly DriverVolume[];
  /** Users that have volumes mounted, by the volume's name. */
  readonly users: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a container asks for: a volume that is made when it is not there. */
export interface VolumeRequest {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>> | null;
  readonly labels: Readonly<Record<string, string>> | null;
  /** False: it must be there. */
  readonly make: boolean;
}

export interface VolumeUse {
  readonly name: string;
  readonly container: string;
  /** Who has it mounted, where that is not the container's run. */
  readonly user?: string;
}

export interface VolumeMount extends VolumeUse {
  readonly destination: string;
  readonly writable: boolean;
}

/** The volumes as containers use them. Which are in use is told by the containers' own records. */
export interface ContainerVolumes {
  /**
   * Finds or makes volumes for a container that is being created and already in the table. Those that are made are known
   * once `publish` is called, after `records` were committed with the container's.
   * @throws not-found · invalid-argument · conflict
   */
  acquire(op: Op, requests: readonly VolumeRequest[]): Promise<VolumeBatch>;

  /** Fills an empty volume; see `VolumeDriver.fill`. */
  fill(op: Op, use: VolumeUse, open: () => Promise<Fd | undefined>): Promise<void>;

  /** @returns where its files are on the host @throws not-found */
  mount(op: Op, mount: VolumeMount): Promise<string>;

  unmount(op: Op, use: VolumeUse): Promise<void>;

  /** Takes those of the volumes out that only this container uses: commit `records`, then `finish`; or `cancel`. */
  removal(names: readonly string[], container: string): VolumeRemoval;

  /** The names of those that a removal would take out now, where the containers `gone` are no users any more. */
  leaving(names: readonly string[], container: string, gone: ReadonlySet<string>): string[];

  /** Called once at boot, when the table of containers is filled. `mounted`: volumes by running container. */
  recover(op: Op, mounted: ReadonlyMap<string, readonly string[]>): Promise<void>;
}

export interface VolumeBatch {
  /** Where each volume of the requests lies, by name. */
  readonly places: ReadonlyMap<string, VolumePlace>;
  readonly records: readonly RecordChange[];
  publish(): void;
  /** Takes away what was made. */
  abandon(): Promise<void>;
}

export interface VolumePlace {
  readonly path: string;
  readonly driver: string;
}

export interface VolumeRemoval {
  readonly records: readonly RecordChange[];
  finish(op: Op): Promise<void>;
  cancel(): void;
}
