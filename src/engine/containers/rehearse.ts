import type { Op } from "#base/op.ts";
import { noSuchContainer } from "#core/container/errors.ts";
import type { Gone, Rehearsed, RehearsedObject } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { volumesThatGo } from "./discard.ts";
import { findLink } from "./links.ts";
import { prunable } from "./prune.ts";
import { checkNotRemoving, checkRemoval, type RemoveOptions } from "./remove.ts";
import { checkKill, checkStop } from "./stop.ts";

/** What removals, stops and prunes of containers would do, one after the other. It throws what they would throw. */
export class ContainerRehearsal {
  readonly #context: ContainerContext;
  readonly #gone: Gone;

  constructor(context: ContainerContext, gone: Gone) {
    this.#context = context;
    this.#gone = gone;
  }

  remove(ref: string, options: RemoveOptions): Rehearsed {
    const entry = this.#found(ref);
    checkNotRemoving(entry);
    if (options.link) {
      const { parent, name } = findLink(this.#context, ref);
      const link = `${parent.record.name}/${name.alias}`;
      return { objects: [{ does: "unlink", what: "container", id: parent.id, name: link }] };
    }
    checkRemoval(entry, options);
    return { objects: [...this.#going(entry, options)] };
  }

  stop(ref: string, signal: string): Rehearsed {
    const entry = this.#found(ref);
    checkStop(entry, signal === "" ? {} : { signal });
    return { objects: [{ does: "stop", ...namesOf(entry) }] };
  }

  kill(ref: string, signal: string): Rehearsed {
    const entry = this.#found(ref);
    checkKill(entry, signal);
    return { objects: [{ does: "kill", ...namesOf(entry) }] };
  }

  async prune(op: Op, filters: Filters): Promise<Rehearsed> {
    const objects: RehearsedObject[] = [];
    let reclaimedBytes = 0;
    for (const entry of prunable(this.#context, filters)) {
      if (this.#gone.containers.has(entry.id)) continue;
      const { sizeBytes } = await this.#context.snapshots.usageOfWritable(op, entry.id);
      reclaimedBytes += sizeBytes;
      const [container, ...volumes] = this.#going(entry, { volumes: false });
      if (container !== undefined) objects.push({ ...container, sizeBytes }, ...volumes);
    }
    return { objects, reclaimedBytes };
  }

  #found(ref: string): ContainerEntry {
    const entry = this.#context.table.find(ref);
    if (this.#gone.containers.has(entry.id)) throw noSuchContainer(ref);
    return entry;
  }

  /** The container, and the volumes that go with it. */
  *#going(entry: ContainerEntry, options: { readonly volumes: boolean }): Generator<RehearsedObject> {
    const { containers, volumes } = this.#gone;
    const names = this.#context.volumes.leaving(volumesThatGo(entry, options), entry.id, containers);
    containers.add(entry.id);
    yield { does: "remove", ...namesOf(entry) };
    for (const name of names) {
      if (volumes.has(name)) continue;
      volumes.add(name);
      yield { does: "remove", what: "volume", id: name };
    }
  }
}

function namesOf({ id, record }: ContainerEntry): Pick<RehearsedObject, "what" | "id" | "name"> {
  return { what: "container", id, name: record.name };
}
