/** How an archive or a layer is packed. */
export type Compression = "none" | "gzip" | "zstd" | "xz" | "bzip2";

/** Bytes that `detectCompression` wants to see. */
export const detectionBytes = 6;

const marks: ReadonlyArray<readonly [Compression, readonly number[]]> = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];

/** Tells by the first bytes; what is known by none of them is not packed. */
export function detectCompression(head: Uint8Array): Compression {
  for (const [compression, mark] of marks) if (mark.every((byte, at) => head[at] === byte)) return compression;
  return isSkippableZstd(head) ? "zstd" : "none";
}

/** A zstd stream may begin with a frame to skip (RFC 8878, 3.1.2). */
function isSkippableZstd(head: Uint8Array): boolean {
  return (head[0] ?? 0) >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}
