import { opendir } from "node:fs/promises";
import type { Log, Op } from "#base/op.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import type { DriverVolume, Fd, KnownVolumes, VolumeDriver, VolumeFacts } from "#core/volume/contract.ts";
import { invalidVolumeName, nameTooShort } from "#core/volume/errors.ts";
import { localMountOf } from "#core/volume/local-options.ts";
import { closeFd } from "#sys/fd.ts";
import { VolumeFolders } from "./folders.ts";
import { type VolumeMounter, VolumeMounts } from "./mounts.ts";

export interface LocalVolumeOptions {
  /** The driver's own directory; `recover` makes it. */
  readonly path: string;
  readonly trees: TreeWorker;
  readonly mounts: VolumeMounter;
  readonly log: Log;
}

/** Volumes on this machine: a folder each, and with the options `type`, `device` and `o` whatever mount(8) can mount there. */
export class LocalVolumes implements VolumeDriver {
  readonly name = "local";
  readonly scope = "local";
  readonly #folders: VolumeFolders;
  readonly #mounts: VolumeMounts;
  readonly #trees: TreeWorker;

  constructor({ path, trees, mounts, log }: LocalVolumeOptions) {
    this.#mounts = new VolumeMounts(mounts);
    this.#folders = new VolumeFolders({ path, trees, log, detach: (op, data) => this.#mounts.detach(op, data) });
    this.#trees = trees;
  }

  check({ name, options }: DriverVolume): void {
    if (name.length === 1) throw nameTooShort();
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) throw invalidVolumeName(name);
    localMountOf(options);
  }

  async create(_op: Op, { name }: DriverVolume): Promise<void> {
    await this.#folders.make(name);
  }

  async created(_op: Op, { name }: DriverVolume): Promise<void> {
    await this.#folders.unmark(name);
  }

  async remove(_op: Op, { name }: DriverVolume): Promise<void> {
    await this.#folders.mark(name);
  }

  async removed(op: Op, volume: DriverVolume): Promise<void> {
    if (localMountOf(volume.options) !== undefined) await this.#mounts.detach(op, this.#pathOf(volume));
    await this.#folders.takeAway(volume.name);
  }

  async describe(_op: Op, volume: DriverVolume): Promise<VolumeFacts> {
    return { mountpoint: this.#pathOf(volume) };
  }

  #pathOf({ name }: DriverVolume): string {
    return this.#folders.dataOf(name);
  }

  async mount(op: Op, volume: DriverVolume, user: string): Promise<string> {
    const path = this.#pathOf(volume);
    const mount = localMountOf(volume.options);
    if (mount !== undefined) await this.#mounts.mount(op, path, { mount, user });
    return path;
  }

  async unmount(op: Op, volume: DriverVolume, user: string): Promise<void> {
    if (localMountOf(volume.options) !== undefined) await this.#mounts.unmount(op, this.#pathOf(volume), user);
  }

  async fill(op: Op, volume: DriverVolume, open: () => Promise<Fd | undefined>): Promise<void> {
    const path = this.#pathOf(volume);
    if (!(await isEmpty(path))) return;
    const from = await open();
    if (from === undefined) return;
    const copy = () => this.#trees.copyInto(op, from, path);
    try {
      await (localMountOf(volume.options) === undefined ? this.#folders.filling(volume.name, copy) : copy());
    } finally {
      closeFd(from);
    }
  }

  async usage(op: Op, volume: DriverVolume): Promise<number> {
    return (await this.#trees.usage(op, this.#pathOf(volume))).sizeBytes;
  }

  async recover(op: Op, { volumes, users }: KnownVolumes): Promise<void> {
    await this.#folders.recover(op, new Set(volumes.map(({ name }) => name)));
    const mounted = volumes.filter(({ options }) => localMountOf(options) !== undefined);
    const places = mounted.map(
      (volume) => [this.#pathOf(volume), users.get(volume.name) ?? new Set<string>()] as const,
    );
    await this.#mounts.recover(op, new Map(places));
  }
}

async function isEmpty(path: string): Promise<boolean> {
  const folder = await opendir(path);
  try {
    return (await folder.read()) === null;
  } finally {
    await folder.close();
  }
}
