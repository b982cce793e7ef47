import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { BaseImageContext } from "../base-images.ts";
import type { CacheLocation } from "../contract.ts";
import type { TreeLayer } from "../tree.ts";
import type { ImportableStep } from "./cache-config.ts";
import type { MountContent } from "./mount-content.ts";

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
  readonly steps: readonly ImportableStep[];
  /** Has the layers of a step unpacked. Whoever asks holds them before. @throws whatever keeps them from coming */
  bring(op: Op, layers: readonly TreeLayer[]): Promise<void>;
  /** What cache mounts held, as far as it says. */
  readonly mounts: readonly MountContent[];
  /** Has the content of a mount brought, which stays until `use` is done. @throws whatever keeps it from coming */
  withMount(op: Op, content: MountContent, use: UseMount): Promise<void>;
}

/** Gets what a cache mount held as a blob of this machine. */
export type UseMount = (op: Op, content: BroughtMount) => Promise<void>;

export interface BroughtMount extends MountContent {
  /** Of its blob. */
  readonly blobPath: string;
}

/** The caches that one build names. */
export interface ImportedCaches {
  /** What a step of a key gave, of which nothing is brought. What fails on the way is told, and no result; nor is what did not come. */
  find(op: Op, key: Digest, context: ImportContext): Promise<ImportedResult | undefined>;

  /**
   * What the cache mount of a key held, of the first cache from which it comes and which `use` takes. What fails is told.
   * @returns whether there was one
   */
  withMount(op: Op, key: string, context: Pick<ImportContext, "platform">, use: UseMount): Promise<boolean>;
}

export interface ImportContext {
  readonly platform: Platform | undefined;
  readonly task: BaseImageContext["task"];
}

export interface ImportedResult {
  /** Names the cache that says so: what is made of this result is known for builds that name the same cache alone. */
  readonly source: Digest;
  readonly step: ImportableStep;
  /** Unpacks its layers. Whoever asks holds them before. @returns false where they do not come, which is told */
  bring(op: Op): Promise<boolean>;
}
