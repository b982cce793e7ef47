import { digestOf } from "#base/digest-of.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { ComposeError } from "../errors.ts";
import { composeVersion } from "../labels.ts";
import { artifactKeys, artifactTypes } from "../remote/artifact-types.ts";
import type { PublishedFile } from "./project-files.ts";

/** Something that a registry stores, and what it is called by. */
export interface Stored {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

export interface ProjectArtifact {
  /** The config and the files. */
  readonly blobs: readonly Stored[];
  readonly manifest: Stored;
}

const versioned = { [artifactKeys.version]: composeVersion };

/** A project as the versions of OCI have it. `created`: a time of RFC 3339. @throws ComposeError for a version that is none */
export function projectArtifact(
  files: readonly PublishedFile[],
  { version, created }: { readonly version: string; readonly created: string },
): ProjectArtifact {
  if (version !== "1.0" && version !== "1.1") throw new ComposeError(`unsupported OCI version: ${version}`);
  const isTyped = version === "1.1";
  const config = stored("{}", isTyped ? "application/vnd.oci.empty.v1+json" : artifactTypes.emptyConfig);
  const layers = files.map(fileLayer);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    ...(isTyped ? { artifactType: artifactTypes.project } : {}),
    config: withData(config),
    layers: layers.map(withData),
    annotations: { "org.opencontainers.image.created": created },
  });
  return { blobs: [config, ...layers], manifest: stored(text, mediaTypes.ociManifest, versioned) };
}

function fileLayer({ kind, name, text }: PublishedFile): Stored {
  if (kind === "environment")
    return stored(text, artifactTypes.environment, { [artifactKeys.environment]: name, ...versioned });
  const extended = kind === "extended" ? { [artifactKeys.extended]: "true" } : {};
  return stored(text, artifactTypes.file, { ...extended, [artifactKeys.file]: name, ...versioned });
}

/** An index of the images of a project, which stands beside it. */
export function imagesIndex(project: Descriptor, images: readonly Descriptor[]): Stored {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images,
    subject: { ...project, artifactType: artifactTypes.project },
    annotations: versioned,
  });
  return stored(text, mediaTypes.ociIndex);
}

function stored(text: string, mediaType: string, annotations?: Readonly<Record<string, string>>): Stored {
  const bytes = Buffer.from(text);
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
  return { descriptor: annotations === undefined ? descriptor : { ...descriptor, annotations }, bytes };
}

/** Whoever reads the manifest has what is small as well. */
const withData = ({ descriptor, bytes }: Stored): Descriptor => ({
  ...descriptor,
  data: Buffer.from(bytes).toString("base64"),
});
