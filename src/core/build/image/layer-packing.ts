import { notSupported } from "#base/errors.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { BuildError } from "../errors.ts";

/** How the layers of steps become blobs. Those of base images stay as they came. */
export interface LayerPacking {
  readonly compression: PlainCompression;
  /** Undefined: what is best for most. */
  readonly level: number | undefined;
}

type PlainCompression = "gzip" | "uncompressed" | "zstd";

export const defaultPacking: LayerPacking = { compression: "gzip", level: undefined };

/** Of the attributes that exporters have for it (BuildKit, util/compression). @throws BuildError · not-implemented */
export function layerPacking(attributes: Readonly<Record<string, string>>): LayerPacking {
  const { compression = "gzip", "compression-level": level, "force-compression": isForced = "false" } = attributes;
  if (compression === "estargz") throw notSupported("compression=estargz");
  if (!isCompression(compression)) {
    throw new BuildError("invalid-argument", `unsupported layer compression type: ${compression}`);
  }
  if (["", "1", "t", "T", "true", "TRUE", "True"].includes(isForced) && compression !== "gzip")
    throw notSupported(`force-compression of layers to ${compression}`);
  if (level !== undefined && !/^-?\d{1,4}$/.test(level))
    throw new BuildError("invalid-argument", `non-int value ${level} specified for compression-level`);
  return { compression, level: level === undefined ? undefined : Number(level) };
}

function isCompression(text: string): text is PlainCompression {
  return text === "gzip" || text === "uncompressed" || text === "zstd";
}

/** Tells packed layers of one tree apart: layers of other packings, or with other times, are other blobs. */
export function packingName({ compression, level }: LayerPacking, latest: number | undefined): string {
  const name = level === undefined ? compression : `${compression} ${level}`;
  return latest === undefined ? name : `${name}, not after ${latest}`;
}

export function packedType({ compression }: LayerPacking): string {
  return compression === "uncompressed" ? mediaTypes.ociLayer : `${mediaTypes.ociLayer}+${compression}`;
}
