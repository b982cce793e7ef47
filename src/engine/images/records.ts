import type { Digest } from "#base/digest.ts";
import type { NameLogEntry } from "#core/image/name-log.ts";
import type { Descriptor, ImageConfig, Platform } from "#formats/oci/image.ts";

/** What is saved of an image (kind `image`, key: its target's digest). Everything that reads need is here. */
export interface ImageRecord {
  /** The manifest or index that the image is. */
  readonly target: Descriptor;
  /** Every manifest below the target, in the index's order; a plain image has one. */
  readonly manifests: readonly ManifestRecord[];
  /** Digest and size of every blob that is there, the target included. */
  readonly blobs: ReadonlyArray<readonly [Digest, number]>;
  /** The image of the container that it was committed from. */
  readonly parent?: Digest;
}

export type ManifestKind = "image" | "attestation" | "unknown";

/** One manifest of an image. */
export interface ManifestRecord {
  readonly descriptor: Descriptor;
  readonly kind: ManifestKind;
  /** Whether config and layers are all there. */
  readonly available: boolean;
  /** Bytes of its blobs that are there, the manifest included. */
  readonly contentBytes: number;
  /** The image that an attestation speaks of. */
  readonly attests?: Digest;
  readonly image?: PlatformImage;
}

/** What a container can be made of. */
export interface PlatformImage {
  readonly platform: Platform;
  readonly config: Descriptor;
  readonly imageConfig: ImageConfig;
  readonly layers: readonly Descriptor[];
  /** Bottom first, one per layer. */
  readonly chainIds: readonly Digest[];
}

/** What is saved of a name (kind `image-name`, key: the normalised reference). */
export interface NameRecord {
  readonly target: Descriptor;
  /** RFC 3339 with nanoseconds: when the name was last given to an image. */
  readonly taggedAt: string;
}

/** What is saved of what a name stood for (kind `image-log`, key: the normalised reference); it outlives the name. */
export interface NameLogRecord {
  /** Newest last: that is what the name stands for, while there is one. */
  readonly entries: readonly NameLogEntry[];
}
