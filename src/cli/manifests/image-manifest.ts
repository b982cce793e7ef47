import { JsonParser } from "#api/json-parse.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";

/** One image of a list that is being made, as Docker's client keeps it in a file. */
export interface ImageManifest {
  /** The whole name. */
  readonly Ref: string;
  /** Media type, digest and size of the manifest, and what the image runs on. */
  readonly Descriptor: Descriptor;
  /** The manifest itself, in base64. */
  readonly Raw: string;
}

/** The bytes of the manifest, as text. */
export function manifestText({ Raw }: ImageManifest): string {
  return Buffer.from(Raw, "base64").toString("utf8");
}

/** The file's content, and what `inspect --verbose` shows: with the manifest in words, every digit as it was. */
export function imageManifestJson({ Ref, Descriptor: descriptor, Raw }: ImageManifest): string {
  const { mediaType, digest, size, platform } = descriptor;
  const ordered = {
    mediaType,
    digest,
    size,
    ...(platform === undefined ? {} : { platform: orderedPlatform(platform) }),
  };
  const name = mediaType === mediaTypes.ociManifest ? "OCIManifest" : "SchemaV2Manifest";
  const text = Buffer.from(Raw, "base64").toString("utf8");
  new JsonParser(text).value();
  return `{"Ref":${JSON.stringify(Ref)},"Descriptor":${JSON.stringify(ordered)},"Raw":${JSON.stringify(Raw)},"${name}":${text}}`;
}

/** In Go's order. */
export function orderedPlatform(platform: Platform): Platform {
  const { architecture, os, "os.version": version, "os.features": features, variant } = platform;
  return {
    architecture,
    os,
    ...(version ? { "os.version": version } : {}),
    ...(features !== undefined && features.length > 0 ? { "os.features": features } : {}),
    ...(variant ? { variant } : {}),
  };
}

/** What the manifest needs beside it in a repository: its config and its layers. */
export function blobsOf(image: ImageManifest): readonly Descriptor[] {
  const { config, layers } = JSON.parse(manifestText(image)) as { config: Descriptor; layers: Descriptor[] };
  return [config, ...layers];
}
