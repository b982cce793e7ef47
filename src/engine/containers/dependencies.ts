import type { Log, Op } from "#base/op.ts";
import type { CgroupSupport } from "#core/container/create/facts.ts";
import type { HostFacts } from "#core/container/oci-spec/input.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { SeccompFacts } from "#core/container/seccomp/profile.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { FileWorker } from "#core/files/contract.ts";
import type { ImageResolver } from "#core/image/contract.ts";
import type { ContainerNetworks } from "#core/network/contract.ts";
import type { Fd, RuntimeSpec, TaskDriver } from "#core/runtime/contract.ts";
import type { OverlaySpec, Snapshotter } from "#core/snapshot/contract.ts";
import type { Durability, RecordStore } from "#core/store/contract.ts";
import type { UsageReader } from "#core/usage/contract.ts";
import type { ContainerVolumes } from "#core/volume/contract.ts";
import type { BelowMount, ContainerView, ImageMount, OpenedView } from "#sys/kernel/contract.ts";
import type { EngineSettings } from "../settings.ts";
import type { UsageSampler } from "../stats/sampler.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerTable } from "./container-table.ts";
import type { ProfileCompiler } from "./seccomp-filter.ts";

/** What the container services are made of; `daemon` wires it. */
export interface ContainerDependencies {
  readonly store: RecordStore;
  readonly images: ImageResolver;
  readonly snapshots: Snapshotter;
  readonly tasks: TaskDriver;
  readonly mounts: RootMounter;
  readonly networks: ContainerNetworks;
  readonly volumes: ContainerVolumes;
  readonly files: FileWorker;
  readonly events: EventSink;
  readonly usage: UsageReader;
  readonly devices: DescribedDevices;
  readonly settings: EngineSettings;
  readonly hostFacts: HostFacts;
  readonly cgroups: CgroupSupport;
  readonly machine: Pick<SeccompFacts, "architecture" | "kernelRelease">;
  readonly compileSeccomp: ProfileCompiler;
  /** The topmost read-only layer of every container. */
  readonly initLayer: string;
  readonly log: Log;
}

/** Mounts root file systems (without attaching them anywhere), shared memory, parts of volumes and images. */
export interface RootMounter {
  mountOverlay(op: Op, overlay: OverlaySpec): Promise<Fd>;
  mountSharedMemory(op: Op, mount: { readonly path: string; readonly sizeBytes: number }): Promise<void>;
  mountBelow(op: Op, mount: BelowMount): Promise<void>;
  unmount(op: Op, path: string): Promise<void>;
  mountImage(op: Op, mount: ImageMount): Promise<void>;
  openView(op: Op, view: ContainerView): Promise<OpenedView>;
  cloneRoot(op: Op, namespace: Fd): Promise<Fd>;
}

/** The container services' shared ground. */
export interface ContainerContext extends ContainerDependencies {
  readonly table: ContainerTable;
  readonly sampler: UsageSampler;
  /** Changes the record in memory and in the store; resolves when it is as durable as asked. */
  save(op: Op, entry: ContainerEntry, change: Partial<ContainerRecord>, durability: Durability): Promise<void>;
  /** The same of several at once: all of them, or none. */
  saveAll(op: Op, changes: readonly RecordChange[], durability: Durability): Promise<void>;
  /** Changes the record in memory; the store gets it with the next `save`. */
  note(entry: ContainerEntry, change: Partial<ContainerRecord>): void;
  runtimeOf(name: string): RuntimeSpec;
  /** How many probes of health have ended since the start. */
  readonly healthChecks: { total: number; failed: number };
  /** Aborted when the engine stops its containers: such a stop is not one that somebody asked for. */
  readonly endsAll: AbortSignal;
  /** Aborts `endsAll`. */
  readonly endAll: () => void;
}

export type RecordChange = readonly [entry: ContainerEntry, change: Partial<ContainerRecord>];
