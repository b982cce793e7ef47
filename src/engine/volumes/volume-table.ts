import { type Op, orEnd } from "#base/op.ts";
import type { VolumeDriver } from "#core/volume/contract.ts";
import type { VolumeRecord } from "#core/volume/record.ts";

/** A volume as the running engine holds it. */
export interface HeldVolume {
  readonly record: VolumeRecord;
  readonly driver: VolumeDriver;
  /** `making`: its record is not saved yet. `going`: it is being removed. Neither is shown. */
  state: "making" | "there" | "going";
  /** Resolves when it is no longer `making` or `going`. */
  settled: Promise<void>;
}

/** All volumes by name. A change of state is made without waiting, so that no two callers can make it. */
export class VolumeTable {
  readonly #byName = new Map<string, HeldVolume>();

  add(volume: HeldVolume): void {
    this.#byName.set(volume.record.name, volume);
  }

  /** Forgets it, unless another of its name has come. */
  remove(volume: HeldVolume): void {
    if (this.#byName.get(volume.record.name) === volume) this.#byName.delete(volume.record.name);
  }

  /** One that is there; from memory, without waiting. */
  find(name: string): HeldVolume | undefined {
    const volume = this.#byName.get(name);
    return volume?.state === "there" ? volume : undefined;
  }

  /** One that is there or on its way. */
  peek(name: string): HeldVolume | undefined {
    return this.#byName.get(name);
  }

  /** The same as `find`, after what is under way with that name. When it resolves to undefined, the name is free. */
  async settled(op: Op, name: string): Promise<HeldVolume | undefined> {
    for (;;) {
      const volume = this.#byName.get(name);
      if (volume === undefined || volume.state === "there") return volume;
      await orEnd(op, volume.settled);
    }
  }

  all(): HeldVolume[] {
    return [...this.#byName.values()].filter(({ state }) => state === "there");
  }
}
