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
