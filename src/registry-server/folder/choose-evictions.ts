import type { BlobDigest } from "../digest.ts";

/** Something that one repository has and that an upstream can give again. */
export interface CachedContent {
  readonly kind: "blob" | "manifest";
  readonly repository: string;
  readonly digest: BlobDigest;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; of a manifest, also when what it names was. */
  readonly usedAtMs: number;
}

export interface EvictionLimits {
  /** What was not asked for within so long goes; 0: age does not count. */
  readonly maxAgeMs: number;
  /** Bytes of all blobs, each file once; 0: size does not count. */
  readonly maxBytes: number;
}

/** What was asked for so lately stays whatever its size: somebody may be about to read it. */
export const busyMs = 60_000;

/** Where size made something go, so much of the limit is left used: not every blob that comes then makes another go. */
const fullness = 0.9;

export interface Evictions {
  readonly going: readonly CachedContent[];
  /** Bytes of the blobs that stay and that the limit counts. */
  readonly leftBytes: number;
}

/**
 * What is to go: what is too old, then of the other blobs what was asked for longest ago, until the rest is small enough. Manifests, which
 * are small and say how large the blobs are that can be fetched again, go by age alone. `pinned`: files that stay whoever lets go of them,
 * and that no limit counts.
 */
export function chooseEvictions(
  cached: readonly CachedContent[],
  limits: EvictionLimits & { readonly pinned: ReadonlySet<BlobDigest>; readonly nowMs: number },
): Evictions {
  const { maxAgeMs, maxBytes, pinned, nowMs } = limits;
  const isOld = ({ usedAtMs }: CachedContent): boolean => maxAgeMs > 0 && nowMs - usedAtMs > Math.max(maxAgeMs, busyMs);
  const counts = (one: CachedContent): boolean => one.kind === "blob" && !isOld(one) && !pinned.has(one.digest);
  const files = filesOf(cached.filter(counts)).sort((a, b) => a.usedAtMs - b.usedAtMs);
  const going = cached.filter(isOld);
  let leftBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (maxBytes === 0 || leftBytes <= maxBytes) return { going, leftBytes };
  for (const file of files) {
    if (leftBytes <= maxBytes * fullness || nowMs - file.usedAtMs <= busyMs) break;
    going.push(...file.in);
    leftBytes -= file.sizeBytes;
  }
  return { going, leftBytes };
}

interface CachedFile {
  readonly sizeBytes: number;
  usedAtMs: number;
  readonly in: CachedContent[];
}

function filesOf(cached: readonly CachedContent[]): CachedFile[] {
  const files = new Map<BlobDigest, CachedFile>();
  for (const one of cached) {
    const { sizeBytes, usedAtMs } = one;
    const file = files.get(one.digest) ?? { sizeBytes, usedAtMs, in: [] };
    file.usedAtMs = Math.max(file.usedAtMs, usedAtMs);
    file.in.push(one);
    files.set(one.digest, file);
  }
  return [...files.values()];
}
