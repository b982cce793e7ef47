import { isDigest } from "#base/digest.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { type CacheLayer, diffIdAnnotation } from "./cache-layer.ts";

/**
 * What a cache mount held when a cache was written: a blob beside the cache's layers, packed as those are. No step of the cache's config
 * names it, so that other builders pass over it.
 */
export interface MountContent extends CacheLayer {
  /** @see cacheMountKey */
  readonly key: string;
  /** Of the folder itself, which is no entry of the archive. */
  readonly folder: FolderFacts;
}

export interface FolderFacts {
  /** Without the type's bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const typePrefix = "application/vnd.gantry.cachemount.v1.tar";
const keyAnnotation = "gantry.cachemount.key";
const folderAnnotation = "gantry.cachemount.folder";

export function isMountContent({ mediaType }: Pick<Descriptor, "mediaType">): boolean {
  return mediaType === typePrefix || mediaType.startsWith(`${typePrefix}+`);
}

/** As a cache's manifest names it. The type says how the blob is packed, as that of a layer does. */
export function mountDescriptor({ descriptor, diffId, key, folder }: MountContent): Descriptor {
  const { mediaType, digest, size } = descriptor;
  const packing = /[.+](gzip|zstd)$/.exec(mediaType)?.[1];
  return {
    mediaType: packing === undefined ? typePrefix : `${typePrefix}+${packing}`,
    ...{ digest, size },
    annotations: {
      [diffIdAnnotation]: diffId,
      [keyAnnotation]: key,
      [folderAnnotation]: `${folder.mode.toString(8)} ${folder.uid} ${folder.gid}`,
    },
  };
}

/** Undefined for what does not say all that it takes to use it. */
export function mountContent(descriptor: Descriptor): MountContent | undefined {
  const { annotations = {} } = descriptor;
  const diffId = annotations[diffIdAnnotation] ?? "";
  const key = annotations[keyAnnotation] ?? "";
  const [, mode = "", uid = "", gid = ""] =
    /^([0-7]{1,4}) (\d{1,10}) (\d{1,10})$/.exec(annotations[folderAnnotation] ?? "") ?? [];
  if (!isDigest(diffId) || key === "" || mode === "") return undefined;
  const folder = { mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid) };
  return Math.max(folder.uid, folder.gid) > maxOwner ? undefined : { descriptor, diffId, key, folder };
}

/** A descriptor as a document says it. Undefined for what is none, or not of a mount. */
export function mountContentOf(value: unknown): MountContent | undefined {
  const { mediaType, digest, size, annotations } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest)) return undefined;
  if (!isMountContent({ mediaType }) || !Number.isSafeInteger(size) || (size as number) < 0) return undefined;
  const texts = Object.entries(annotations ?? {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string",
  );
  return mountContent({ mediaType, digest, size: size as number, annotations: Object.fromEntries(texts) });
}

/** The largest id that is one: the next means none. */
const maxOwner = 0xffff_fffe;
