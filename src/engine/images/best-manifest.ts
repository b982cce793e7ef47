import { platformMissing } from "#core/image/errors.ts";
import { familiarReference } from "#core/image/wanted-platform.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import type { ImageRecord, ManifestRecord, PlatformImage } from "./records.ts";

export type BestManifest = ManifestRecord & { readonly image: PlatformImage };

/** What a container of the image is made of on this machine: its own platform, else the first there is. */
export function bestManifest(record: ImageRecord, host: Platform): BestManifest | undefined {
  const usable = record.manifests.filter(
    (manifest): manifest is BestManifest => manifest.available && manifest.image !== undefined,
  );
  return usable.find(({ image }) => platformMatches(image.platform, host)) ?? usable[0];
}

/** The part of an image for a platform that somebody asks for. @throws not-found in Docker's words */
export function manifestFor(record: ImageRecord, reference: string, platform: Platform): BestManifest {
  const found = bestManifest(record, platform);
  if (found === undefined || !platformMatches(found.image.platform, platform))
    throw platformMissing(familiarReference(reference), platform);
  return found;
}
