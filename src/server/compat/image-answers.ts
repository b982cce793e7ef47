import { zeroValue } from "#api/decode.ts";
import { encode, encodeList } from "#api/encode.ts";
import type { ImageInspectResponse, ImageSummary } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

/** The answer of image list in the shape of a version. */
export function imageListFor(version: string, images: readonly ImageSummary[]): Uint8Array {
  return encodeList(
    "ImageSummary",
    images.map(({ Descriptor, ...image }) => ({
      ...imageSummaryFor(version, image),
      ...(Descriptor === undefined || isOlder(version, "1.48") ? {} : { Descriptor }),
      ...(isOlder(version, "1.51") ? { Containers: -1 } : {}),
    })),
  );
}

/** One row of it, as disk usage shows it too. */
export function imageSummaryFor(version: string, image: ImageSummary): ImageSummary {
  const nameless = (image.RepoTags ?? []).length === 0 && (image.RepoDigests ?? []).length === 0;
  return {
    ...image,
    ...(isOlder(version, "1.44") ? { VirtualSize: image.Size } : {}),
    ...(nameless && isOlder(version, "1.43") ? { RepoTags: ["<none>:<none>"], RepoDigests: ["<none>@<none>"] } : {}),
  };
}

/** The answer of image inspect in the shape of a version. */
export function imageInspectFor(version: string, { Descriptor, ...image }: ImageInspectResponse): string {
  const answer = {
    ...image,
    ...(Descriptor === undefined || isOlder(version, "1.48") ? {} : { Descriptor }),
    ...(isOlder(version, "1.44") ? { VirtualSize: image.Size } : {}),
  };
  if (!isOlder(version, "1.50")) return encode("ImageInspectResponse", answer);
  return encode("LegacyImageInspectResponse", {
    ...answer,
    Config: answer.Config === null ? null : { ...zeroValue("LegacyImageConfig"), ...answer.Config },
    // Nobody knows any more from which container an image was made, but docker-compose 1.29 looks for its volumes.
    ...(isOlder(version, "1.45") ? { ContainerConfig: zeroValue("ContainerConfig") } : {}),
  });
}
