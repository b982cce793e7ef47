import type { Digest } from "#base/digest.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/** A layer of a cache: its blob, and what it unpacks to. */
export interface CacheLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** As BuildKit annotates layers of caches. */
export const diffIdAnnotation = "containerd.io/uncompressed";
