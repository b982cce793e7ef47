import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { Vertex } from "#core/build/graph.ts";
import type { MissReason } from "#core/build/progress.ts";
import type { StepFacts } from "#core/build/step-facts.ts";
import { type ChangedInput, compareFacts, inputReason } from "#core/build/why.ts";
import type { RecordChange, RecordStore } from "#core/store/contract.ts";
import type { KeyedInput } from "../solver/step-keys.ts";
import { withoutStage } from "./facts-of.ts";

/** How many places are remembered; those of the builds that are longest ago go first. */
const maxPlaces = 2000;

/** What was in each place of each Dockerfile the last time (records of kind `build-place`, by a digest of the place). */
export class Places {
  readonly #store: RecordStore;
  readonly #facts = new Map<Digest, StepFacts>();
  readonly #changed = new Set<Digest>();

  constructor(store: RecordStore) {
    this.#store = store;
  }

  async restore(op: Op): Promise<void> {
    const all = await this.#store.list<SavedPlace>(op, "build-place");
    for (const { key, value } of all.sort((a, b) => a.value.savedAt - b.value.savedAt))
      this.#facts.set(key as Digest, value.facts);
  }

  /** A step was found or made. */
  found(place: string | undefined, facts: StepFacts | undefined): void {
    if (place === undefined || facts === undefined) return;
    const key = digestOf(place);
    this.#facts.delete(key);
    this.#facts.set(key, facts);
    this.#changed.add(key);
  }

  /** Why a step must run. */
  async why(
    op: Op,
    { meta }: Vertex,
    { facts, inputs }: { readonly facts: StepFacts; readonly inputs: readonly KeyedInput[] },
  ): Promise<readonly MissReason[]> {
    const what = withoutStage(meta.name);
    if (meta.ignoreCache === true) return [{ kind: "no-cache", what }];
    const before = meta.place === undefined ? undefined : this.#facts.get(digestOf(meta.place));
    if (before === undefined) return [{ kind: "first-build", what }];
    const { reasons, changed } = compareFacts(before, facts);
    const ofInputs = await Promise.all(changed.map((input) => exactReasons(op, input, inputs)));
    const all = [...reasons, ...ofInputs.flat()];
    return all.length > 0 ? all : [{ kind: "collected", what }];
  }

  /** Saves what has changed since. @param now milliseconds since 1970 */
  async flush(op: Op, now: number): Promise<void> {
    const changes: RecordChange[] = [];
    for (const key of this.#changed) {
      const facts = this.#facts.get(key);
      if (facts !== undefined)
        changes.push({ put: "build-place", key, value: { facts, savedAt: now } satisfies SavedPlace });
    }
    this.#changed.clear();
    for (const key of [...this.#facts.keys()].slice(0, Math.max(0, this.#facts.size - maxPlaces))) {
      this.#facts.delete(key);
      changes.push({ delete: "build-place", key });
    }
    if (changes.length > 0) await this.#store.commit(op, changes, "normal");
  }
}

/** What is saved of a place. */
interface SavedPlace {
  readonly facts: StepFacts;
  readonly savedAt: number;
}

/** Which files of an input changed, where its digests are remembered file by file. */
async function exactReasons(
  _op: Op,
  input: ChangedInput,
  inputs: readonly KeyedInput[],
): Promise<readonly MissReason[]> {
  const former = input.before.digest;
  const differences = former === undefined ? undefined : await inputs[input.at]?.facts?.differences(former);
  return differences === undefined || differences.length === 0 ? [inputReason(input)] : differences;
}
