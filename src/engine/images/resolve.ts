import type { ResolvedImage } from "#core/image/contract.ts";
import { noSuchImage } from "#core/image/errors.ts";
import type { Platform } from "#formats/oci/image.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";

/** What a reference stands for, for a platform. @throws not-found · invalid-argument for a malformed reference */
export function resolveImage(context: ImageContext, reference: string, platform: Platform): ResolvedImage {
  const { record, name } = context.table.find(reference);
  const best = bestManifest(record, platform);
  if (best === undefined) throw noSuchImage(reference);
  const named = name === undefined ? undefined : context.table.name(name)?.target;
  const { annotations } = named?.digest === best.descriptor.digest ? named : best.descriptor;
  return {
    id: record.target.digest,
    manifestDigest: best.descriptor.digest,
    manifestMediaType: best.descriptor.mediaType,
    manifestSizeBytes: best.descriptor.size,
    ...(annotations === undefined ? {} : { manifestAnnotations: annotations }),
    configDigest: best.image.config.digest,
    config: best.image.imageConfig,
    chainId: best.image.chainIds.at(-1),
  };
}
