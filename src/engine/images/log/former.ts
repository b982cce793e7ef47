import type { Digest } from "#base/digest.ts";
import type { ImageContext } from "../dependencies.ts";
import type { ImageRecord } from "../records.ts";

/** Images that have no name any more, and that some name stood for. */
export function formerImages({ table }: ImageContext): ImageRecord[] {
  const ids = new Set<Digest>();
  for (const [, log] of table.logs()) for (const { target } of log) ids.add(target.digest);
  return [...ids].flatMap((id) => {
    const record = table.image(id);
    return record !== undefined && table.namesOf(id).length === 0 ? [record] : [];
  });
}

/** Bytes of content and layers that go when `images` go: what no other image needs. */
export function bytesOnlyOf(
  context: ImageContext,
  images: readonly ImageRecord[],
  among: readonly ImageRecord[],
): number {
  const aside = new Set(among.map(({ target }) => target.digest));
  const needed = new Set<Digest>();
  for (const record of context.table.images()) {
    if (!aside.has(record.target.digest)) for (const [digest] of partsOf(context, record)) needed.add(digest);
  }
  const own = new Map(images.flatMap((record) => [...partsOf(context, record)]));
  let bytes = 0;
  for (const [digest, size] of own) if (!needed.has(digest)) bytes += size;
  return bytes;
}

/** Blobs by digest, trees of layers by chain id; a chain id of one layer is its diff id, so it is kept apart. */
function* partsOf(context: ImageContext, record: ImageRecord): Generator<readonly [Digest, number]> {
  yield* record.blobs;
  for (const { image } of record.manifests) {
    for (const chainId of image?.chainIds ?? []) {
      const size = context.snapshots.sizeOfLayer(chainId);
      yield [`tree ${chainId}` as Digest, size];
    }
  }
}
