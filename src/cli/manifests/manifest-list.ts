import { digestOf } from "#base/digest-of.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { parseReference, type Reference } from "#formats/reference/reference.ts";
import type { RemoteManifest } from "../registry/open-repository.ts";
import { type ImageManifest, orderedPlatform } from "./image-manifest.ts";

/** The list of images as it is pushed and shown, laid out as Docker lays it out: its digest depends on every space. */
export function manifestListText(target: Reference, images: readonly ImageManifest[]): string {
  const manifests = images.map((image) => {
    const { mediaType, size, digest, platform = { architecture: "", os: "" } } = image.Descriptor;
    checkRegistry(target, image);
    return { mediaType, size, digest, platform: orderedPlatform(platform) };
  });
  return escaped(
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.dockerManifestList, manifests }, undefined, 3),
  );
}

/** As Go's encoder writes it. */
function escaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The list as it goes to a registry. @throws Error in Docker's words for an image without a platform, or of another registry */
export function pushedList(target: Reference, images: readonly ImageManifest[]): RemoteManifest {
  for (const { Ref, Descriptor } of images) {
    if (Descriptor.platform?.os && Descriptor.platform.architecture) continue;
    throw new Error(`manifest ${Ref} must have an OS and Architecture to be pushed to a registry`);
  }
  const bytes = Buffer.from(manifestListText(target, images));
  return {
    descriptor: { mediaType: mediaTypes.dockerManifestList, digest: digestOf(bytes), size: bytes.length },
    bytes,
  };
}

function checkRegistry(target: Reference, { Ref }: ImageManifest): void {
  const { domain } = parseReference(Ref);
  if (domain === target.domain) return;
  throw new Error(
    `cannot use source images from a different registry than the target image: ${domain} != ${target.domain}`,
  );
}
