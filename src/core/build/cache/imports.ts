import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { BaseImageContext } from "../base-images.ts";
import type { CacheLocation } from "../contract.ts";
import type { TreeLayer } from "../tree.ts";
import type { CachedStep } from "./cache-records.ts";

/** Reads caches that builds name. */
export interface CacheSources {
  /** The cache of a place, for a platform. @throws not-found, and whatever keeps it from being read */
  open(op: Op, from: CachePlace, context: BaseImageContext): Promise<OpenedCacheSource>;
}

export interface CachePlace {
  readonly location: CacheLocation;
  readonly platform: Platform;
}

export interface OpenedCacheSource {
  /** Names all that it says. */
  readonly digest: Digest;
  readonly steps: readonly CachedStep[];
  /** The layers that the steps are beginnings of, unpacked. Whoever asks sees to it that they are kept. */
  bring(op: Op): Promise<readonly TreeLayer[]>;
}

/** The caches that one build names. */
export interface ImportedCaches {
  /** What a step of a key gave. What fails on the way is told, and no result. */
  find(op: Op, key: Digest, context: ImportContext): Promise<ImportedResult | undefined>;
}

export interface ImportContext {
  readonly platform: Platform | undefined;
  readonly task: BaseImageContext["task"];
}

export interface ImportedResult {
  /** Names the cache that says so: what is made of this result is known for builds that name the same cache alone. */
  readonly source: Digest;
  readonly step: CachedStep;
  readonly layers: readonly TreeLayer[];
}
