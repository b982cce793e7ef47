import { noManager } from "#api/absent-errors.ts";
import type { Volume, VolumeCreateRequest, VolumeListResponse, VolumePruneReport } from "#api/types.gen.ts";
import { messageOf } from "#base/errors.ts";
import { newId } from "#base/ids.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { PruneTurn } from "#core/prune/prune-turn.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type {
  ContainerVolumes,
  Fd,
  VolumeBatch,
  VolumeMount,
  VolumeRemoval,
  VolumeRequest,
  VolumeUse,
} from "#core/volume/contract.ts";
import { noSuchVolume } from "#core/volume/errors.ts";
import { anonymousLabel } from "#core/volume/record.ts";
import type { Filters } from "#formats/filters.ts";
import { acquire, volumeEvent } from "./acquire.ts";
import type { VolumeContext, VolumeDependencies } from "./context.ts";
import { prune } from "./prune.ts";
import { recover } from "./recover.ts";
import { VolumeRehearsal } from "./rehearse.ts";
import { goingAlong, removal, removeVolume } from "./removal.ts";
import { volumeFilter } from "./volume-filter.ts";
import { type HeldVolume, VolumeTable } from "./volume-table.ts";
import { volumeView } from "./volume-view.ts";

/** The volume calls of the engine, and the volumes as containers use them. */
export class VolumeService implements ContainerVolumes {
  readonly #context: VolumeContext;
  readonly #prunes = new PruneTurn();

  constructor(dependencies: VolumeDependencies) {
    this.#context = { ...dependencies, table: new VolumeTable(), fills: new KeyedMutex() };
  }

  /** `POST /volumes/create`: gives the one that is there, too. Durable when it resolves. @throws what Docker says */
  async create(op: Op, request: VolumeCreateRequest): Promise<Volume> {
    throwIfEnded(op);
    if (request.ClusterVolumeSpec !== undefined && request.ClusterVolumeSpec !== null) throw noManager();
    const { Name: asked = "", Driver: driver = "", DriverOpts: options = null, Labels: labels = null } = request;
    const madeUp = asked === "";
    const name = madeUp ? (newId() as string) : asked;
    const ownLabels = madeUp ? { ...labels, [anonymousLabel]: "" } : labels;
    const wanted: VolumeRequest = { name, driver, options, labels: ownLabels, make: true };
    const batch = await acquire(op, this.#context, [wanted]);
    if (batch.records.length > 0) await this.#commit(op, batch);
    return this.inspect(op, name);
  }

  async #commit(op: Op, batch: VolumeBatch): Promise<void> {
    try {
      await this.#context.store.commit(op, batch.records, "full");
    } catch (error) {
      await batch.abandon();
      throw error;
    }
    batch.publish();
  }

  /** `GET /volumes/{name}`. @throws not-found */
  async inspect(op: Op, name: string): Promise<Volume> {
    return volumeView(op, this.#found(name), { fresh: true });
  }

  /** `GET /volumes`. */
  async list(op: Op, filters: Filters): Promise<VolumeListResponse> {
    const passes = volumeFilter(filters, (name) => this.#isUsed(name));
    const chosen = this.#context.table.all().filter(passes);
    const views = await Promise.allSettled(chosen.map((volume) => volumeView(op, volume, { fresh: false })));
    const failed = views.flatMap((view) => (view.status === "rejected" ? [messageOf(view.reason)] : []));
    return {
      Volumes: views.flatMap((view) => (view.status === "fulfilled" ? [view.value] : [])),
      Warnings: failed.length === 0 ? null : failed,
    };
  }

  async remove(op: Op, name: string, options: { readonly force: boolean }): Promise<void> {
    await removeVolume(op, this.#context, name, options);
  }

  async prune(op: Op, filters: Filters): Promise<VolumePruneReport> {
    return this.#prunes.run(() => prune(op, this.#context, filters));
  }

  /** Local volumes with the room that they take, as `system df` shows them. Walks their files. */
  async usage(op: Op): Promise<Volume[]> {
    const local = this.#context.table
      .all()
      .filter(({ record }) => record.driver === "local" && record.options === null);
    return Promise.all(local.map((volume) => this.#measured(op, volume)));
  }

  async #measured(op: Op, volume: HeldVolume): Promise<Volume> {
    const RefCount = this.#context.users(volume.record.name).length;
    const Size = await volume.driver.usage(op, volume.record);
    return { ...(await volumeView(op, volume, { fresh: false })), UsageData: { RefCount, Size: Size ?? -1 } };
  }

  acquire(op: Op, requests: readonly VolumeRequest[]): Promise<VolumeBatch> {
    return acquire(op, this.#context, requests);
  }

  async fill(op: Op, { name, container }: VolumeUse, open: () => Promise<Fd | undefined>): Promise<void> {
    const { driver, record } = this.#held(name);
    await this.#context.fills.run(op, name, async () => {
      const user = `${container}-create`;
      await driver.mount(op, record, user);
      try {
        await driver.fill(op, record, open);
      } finally {
        await driver.unmount(op, record, user);
      }
    });
  }

  async mount(op: Op, mount: VolumeMount): Promise<string> {
    const { name, container, destination, writable, user = container } = mount;
    const volume = this.#found(name);
    const path = await volume.driver.mount(op, volume.record, user);
    const more = { container, destination, "read/write": String(writable), propagation: "" };
    this.#context.events.emit(volumeEvent(volume, "mount", more));
    return path;
  }

  async unmount(op: Op, { name, container, user = container }: VolumeUse): Promise<void> {
    const volume = this.#context.table.find(name);
    if (volume === undefined) return;
    await volume.driver.unmount(op, volume.record, user);
    this.#context.events.emit(volumeEvent(volume, "unmount", { container }));
  }

  removal(names: readonly string[], container: string): VolumeRemoval {
    return removal(this.#context, names, container);
  }

  leaving(names: readonly string[], container: string, gone: ReadonlySet<string>): string[] {
    return goingAlong(this.#context, names, new Set([...gone, container])).map(({ record }) => record.name);
  }

  /** Plays the removals and prunes of one rehearsal. */
  rehearsal(gone: Gone): VolumeRehearsal {
    return new VolumeRehearsal(this.#context, gone);
  }

  recover(op: Op, mounted: ReadonlyMap<string, readonly string[]>): Promise<void> {
    return recover(op, this.#context, mounted);
  }

  #found(name: string): HeldVolume {
    const volume = this.#context.table.find(name);
    if (volume === undefined) throw noSuchVolume(name);
    return volume;
  }

  /** One whose record may be on its way. */
  #held(name: string): HeldVolume {
    const volume = this.#context.table.peek(name);
    if (volume === undefined) throw noSuchVolume(name);
    return volume;
  }

  #isUsed(name: string): boolean {
    return this.#context.users(name).length > 0;
  }
}
