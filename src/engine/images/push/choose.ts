import type { Digest } from "#base/digest.ts";
import { noSuchBlob } from "#core/content/errors.ts";
import { otherPlatform, platformNotProvided, severalManifests } from "#core/image/push-errors.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { BestManifest } from "../best-manifest.ts";
import type { ImageRecord, ManifestRecord } from "../records.ts";

/** What of an image goes out under its tag. */
export interface Outgoing {
  readonly target: Descriptor;
  /** The target is one platform's manifest, since of the index that the image is not all is here. */
  readonly insteadOfIndex: boolean;
}

/**
 * The manifest for `wanted`; of an image that nobody asked a platform of: all of it where all is here, else what there is.
 * @throws not-found · conflict
 */
export function chooseOutgoing(
  record: ImageRecord,
  options: { readonly reference: Reference; readonly wanted: Platform | undefined; readonly host: Platform },
): Outgoing {
  const { reference, wanted, host } = options;
  if (wanted !== undefined) return { target: ofPlatform(record, reference, wanted), insteadOfIndex: false };
  if (record.manifests.every(({ available }) => available)) return { target: record.target, insteadOfIndex: false };
  const here = usable(record);
  const [only] = here;
  if (only === undefined) throw noSuchBlob(firstMissing(record));
  const chosen = here.length === 1 ? only : here.find(({ image }) => platformMatches(image.platform, host));
  if (chosen === undefined) throw severalManifests();
  return { target: plain(chosen), insteadOfIndex: true };
}

function usable(record: ImageRecord): BestManifest[] {
  return record.manifests.filter(
    (manifest): manifest is BestManifest => manifest.available && manifest.image !== undefined,
  );
}

function ofPlatform(record: ImageRecord, reference: Reference, wanted: Platform): Descriptor {
  const here = usable(record);
  const entries = here.map((manifest) => ({ ...manifest.descriptor, platform: manifest.image.platform }));
  const [best] = matchingEntries(entries, wanted);
  const found = here.find(({ descriptor }) => descriptor.digest === best?.digest);
  if (found !== undefined) return plain(found);
  const [only] = here;
  const isLone = only?.descriptor.digest === record.target.digest;
  throw only !== undefined && isLone
    ? otherPlatform(reference, only.image.platform, wanted)
    : platformNotProvided(reference, wanted);
}

/** As the target of a tag: what an index said of it stays there. */
function plain({ descriptor }: ManifestRecord): Descriptor {
  const { mediaType, digest, size } = descriptor;
  return { mediaType, digest, size };
}

function firstMissing(record: ImageRecord): Digest {
  const missing = record.manifests.find(({ available }) => !available);
  return missing === undefined ? record.target.digest : missing.descriptor.digest;
}
