import type { Op } from "#base/op.ts";
import type { Gone, Rehearsed, RehearsedObject } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { VolumeContext } from "./context.ts";
import { prunable, sizeOf } from "./prune.ts";
import { removable } from "./removal.ts";
import type { HeldVolume } from "./volume-table.ts";

/** What removals and prunes of volumes would do, one after the other. It throws what they would throw. */
export class VolumeRehearsal {
  readonly #context: VolumeContext;
  readonly #gone: Gone;

  constructor(context: VolumeContext, gone: Gone) {
    this.#context = context;
    this.#gone = gone;
  }

  async remove(op: Op, name: string, { force }: { readonly force: boolean }): Promise<Rehearsed> {
    const found = await this.#context.table.settled(op, name);
    const there = this.#gone.volumes.has(name) ? undefined : found;
    const volume = removable(there, { name, users: this.#users(name), force });
    return { objects: volume === undefined ? [] : [this.#going(volume)] };
  }

  async prune(op: Op, filters: Filters): Promise<Rehearsed> {
    const { table } = this.#context;
    const chosen = prunable({ table, users: (name) => this.#users(name) }, filters);
    const objects: RehearsedObject[] = [];
    let reclaimedBytes = 0;
    for (const volume of chosen) {
      if (this.#gone.volumes.has(volume.record.name)) continue;
      const sizeBytes = await sizeOf(op, volume);
      reclaimedBytes += sizeBytes;
      objects.push({ ...this.#going(volume), sizeBytes });
    }
    return { objects, reclaimedBytes };
  }

  #going({ record }: HeldVolume): RehearsedObject {
    this.#gone.volumes.add(record.name);
    return { does: "remove", what: "volume", id: record.name };
  }

  #users(name: string): string[] {
    return this.#context.users(name).filter((id) => !this.#gone.containers.has(id));
  }
}
