import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { isIndexType } from "#formats/oci/media-types.ts";
import { describeImage } from "./describe.ts";
import type { IncomingImage } from "./docker-archive.ts";
import { readDocument } from "./documents.ts";
import type { ImageRecord } from "./records.ts";

export interface DescribedImage {
  readonly incoming: IncomingImage;
  readonly record: ImageRecord;
}

/**
 * The images of an archive, in its order. What speaks of one (signatures and the like, whose `subject` is the image, a manifest of
 * it, or another that speaks of it) is no image but is kept with it.
 * @throws not-found · invalid-argument
 */
export async function describeArchive(
  op: Op,
  content: ContentStore,
  all: readonly IncomingImage[],
): Promise<DescribedImage[]> {
  const subjects = new Map<IncomingImage, Digest>();
  const described = new Map<IncomingImage, DescribedImage>();
  const describe = async (incoming: IncomingImage, referrers: readonly Descriptor[] = []): Promise<void> => {
    described.set(incoming, { incoming, record: await describeImage(op, content, incoming.target, referrers) });
  };
  for (const incoming of all) {
    const subject = await subjectOf(op, content, incoming.target);
    if (subject === undefined || subject === incoming.target.digest) await describe(incoming);
    else subjects.set(incoming, subject);
  }
  const owned = ownedReferrers([...described.values()], subjects);
  for (const incoming of subjects.keys()) if (!owned.all.has(incoming)) await describe(incoming);
  for (const [image, referrers] of owned.byImage) await describe(image, referrers);
  return all.flatMap((incoming) => described.get(incoming) ?? []);
}

interface OwnedReferrers {
  readonly all: ReadonlySet<IncomingImage>;
  readonly byImage: ReadonlyMap<IncomingImage, readonly Descriptor[]>;
}

/** An image that comes under several names gets its referrers under each. */
function ownedReferrers(
  images: readonly DescribedImage[],
  subjects: ReadonlyMap<IncomingImage, Digest>,
): OwnedReferrers {
  const all = new Set<IncomingImage>();
  const byImage = new Map<IncomingImage, Descriptor[]>();
  for (const { incoming, record } of images) {
    const known = new Set([record.target.digest, ...record.manifests.map(({ descriptor }) => descriptor.digest)]);
    const found: Descriptor[] = [];
    for (let before = -1; before !== found.length; ) {
      before = found.length;
      for (const [referrer, subject] of subjects) {
        const { target } = referrer;
        if (!known.has(subject)) continue;
        all.add(referrer);
        if (known.has(target.digest)) continue;
        known.add(target.digest);
        found.push(target);
      }
    }
    if (found.length > 0) byImage.set(incoming, found);
  }
  return { all, byImage };
}

async function subjectOf(op: Op, content: ContentStore, target: Descriptor): Promise<Digest | undefined> {
  if (isIndexType(target.mediaType) || content.sizeOf(target.digest) === undefined) return undefined;
  const document = await readDocument(op, content, target);
  return "manifest" in document ? document.manifest.subject?.digest : undefined;
}
