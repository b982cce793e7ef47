import type { Digest } from "#base/digest.ts";
import type { EngineError } from "#base/errors.ts";
import type { Filters } from "#formats/filters.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { BuildPruneQuery } from "../build/contract.ts";

/** A destructive call, as the engine would get it. */
export type RehearsedAct =
  | {
      readonly act: "container-remove";
      readonly ref: string;
      readonly force: boolean;
      readonly volumes: boolean;
      readonly link: boolean;
    }
  | { readonly act: "container-stop" | "container-kill"; readonly ref: string; readonly signal: string }
  | {
      readonly act: "image-remove";
      readonly ref: string;
      readonly force: boolean;
      readonly noPrune: boolean;
      readonly platforms: readonly Platform[];
    }
  | { readonly act: "volume-remove"; readonly ref: string; readonly force: boolean }
  | { readonly act: "network-remove"; readonly ref: string }
  | {
      readonly act: "container-prune" | "image-prune" | "network-prune" | "volume-prune";
      readonly filters: Filters;
    }
  | ({ readonly act: "build-prune" } & BuildPruneQuery);

/** What an act would do to one object. */
export interface RehearsedObject {
  readonly does: "remove" | "untag" | "unlink" | "stop" | "kill";
  readonly what: "container" | "image" | "platform" | "network" | "volume" | "build-cache";
  /** Of volumes and of names of images: the name. */
  readonly id: string;
  /** Where it has one beside its id. */
  readonly name?: string;
  /** Where it is known. */
  readonly sizeBytes?: number;
}

/** What comes of one act. */
export interface Rehearsed {
  readonly objects: readonly RehearsedObject[];
  /** Of a prune: what the real one would say. */
  readonly reclaimedBytes?: number;
}

/** The same, or the error that the real act would end with. */
export type RehearsalOutcome = Rehearsed | { readonly error: EngineError };

/** What the acts before would have taken: acts of one rehearsal are played one after the other. */
export class Gone {
  readonly containers = new Set<string>();
  readonly networks = new Set<string>();
  readonly volumes = new Set<string>();
  /** Of images, by chain id. */
  readonly layers = new Set<Digest>();
  readonly cacheRecords = new Set<string>();
}
