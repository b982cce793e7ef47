import type { LayerTrees } from "#core/files/contract.ts";

/** The levels that each has, its default first. */
const levels = { gzip: [6, 0, 9], zstd: [3, 1, 22] } as const;

/** A piece of a layer, packed by itself: pieces on end are a packed layer. Levels that there are not count as the nearest. */
export function packPiece(
  piece: Buffer<ArrayBuffer>,
  { compression, level }: NonNullable<LayerTrees["packing"]> = { compression: "gzip", level: undefined },
): Uint8Array {
  if (compression === "uncompressed") return piece;
  const [usual, least, most] = levels[compression];
  const chosen = level === undefined || level < 0 ? usual : Math.min(Math.max(level, least), most);
  if (compression === "zstd") return Bun.zstdCompressSync(piece, { level: chosen });
  return Bun.gzipSync(piece, { library: "libdeflate", level: chosen as 6 });
}
