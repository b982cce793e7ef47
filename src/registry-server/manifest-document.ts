import { isEngineError } from "#base/errors.ts";
import { compact, FieldReader, parseJson } from "#formats/oci/json.ts";
import { isIndexType, isManifestType, mediaTypes } from "#formats/oci/media-types.ts";
import { bareMediaType } from "./accept.ts";
import { type BlobDigest, isBlobDigest } from "./digest.ts";
import { manifestInvalid, type RegistryError } from "./errors.ts";

/** The largest manifest that is taken: what the distribution spec asks for at least. */
export const maxManifestBytes = 4 << 20;
const maxReferences = 10_000;

/** What a manifest names. */
export interface ManifestEdge {
  readonly kind: "blob" | "manifest";
  readonly mediaType: string;
  readonly digest: BlobDigest;
  readonly sizeBytes: number;
  /** Fetched from elsewhere (`urls`, non-distributable layers), so that the registry need not have it. */
  readonly foreign: boolean;
  /** `os/architecture` of an index's entry. */
  readonly platform?: string;
}

/** What a registry knows of a manifest or index. */
export interface ManifestDocument {
  readonly mediaType: string;
  readonly edges: readonly ManifestEdge[];
  readonly subject?: BlobDigest;
  /** As the referrers API shows it: the manifest's own, or its config's media type. */
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const schema1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/;

/**
 * Reads a manifest that is pushed with `contentType`; an empty one stands for what the document says it is.
 * @throws RegistryError MANIFEST_INVALID
 */
export function readManifestDocument(bytes: Uint8Array, contentType: string): ManifestDocument {
  try {
    return readDocument(new FieldReader(parseJson(bytes, "manifest"), "manifest"), bareMediaType(contentType));
  } catch (error) {
    throw isEngineError(error, "invalid-argument") ? manifestInvalid(error.message, error) : error;
  }
}

function readDocument(fields: FieldReader, contentType: string): ManifestDocument {
  if (fields.has("manifests") && ["layers", "config", "fsLayers"].some((key) => fields.has(key)))
    throw manifestInvalid("it has both manifests and layers");
  const mediaType = typeOf(fields, contentType);
  if (fields.integer("schemaVersion") !== 2) throw manifestInvalid("schemaVersion is not 2");
  const isIndex = isIndexType(mediaType);
  const config = isIndex ? undefined : fields.object("config");
  if (!isIndex && config === undefined) throw manifestInvalid("config is missing");
  const parts = fields.objects(isIndex ? "manifests" : "layers");
  if (parts === undefined && isIndex) throw manifestInvalid("manifests is missing");
  if ((parts?.length ?? 0) > maxReferences) throw manifestInvalid(`more than ${maxReferences} references`);
  const subject = fields.object("subject");
  return compact<ManifestDocument>({
    mediaType,
    edges: [...(config === undefined ? [] : [config]), ...(parts ?? [])].map((part) =>
      readEdge(part, isIndex ? "manifest" : "blob"),
    ),
    subject: subject === undefined ? undefined : readEdge(subject, "manifest").digest,
    artifactType: fields.string("artifactType") || config?.string("mediaType"),
    annotations: fields.stringMap("annotations"),
  });
}

/** The media type of the document: the one it came with, which its own must equal. */
function typeOf(fields: FieldReader, contentType: string): string {
  const own = fields.string("mediaType");
  if (schema1.test(contentType) || fields.has("fsLayers") || fields.integer("schemaVersion") === 1)
    throw manifestInvalid("manifests of schema 1 are not supported");
  const guessed = own ?? (fields.has("manifests") ? mediaTypes.ociIndex : mediaTypes.ociManifest);
  const mediaType = contentType === "" || contentType === "application/json" ? guessed : contentType;
  if (!isIndexType(mediaType) && !isManifestType(mediaType)) throw unknownType(mediaType);
  if (own !== undefined && own !== mediaType)
    throw manifestInvalid(`it says it is ${JSON.stringify(own)}, and came as ${JSON.stringify(mediaType)}`);
  if (isIndexType(mediaType) !== fields.has("manifests"))
    throw manifestInvalid(`it came as ${JSON.stringify(mediaType)}, and has not what that has`);
  return mediaType;
}

function unknownType(mediaType: string): RegistryError {
  return manifestInvalid(`unknown media type ${JSON.stringify(mediaType)}`);
}

const foreignType = /\.(?:nondistributable|foreign)\./;

function readEdge(fields: FieldReader, kind: ManifestEdge["kind"]): ManifestEdge {
  const digest = fields.string("digest") ?? "";
  if (!isBlobDigest(digest)) throw fields.refuse("digest", `not a digest: ${JSON.stringify(digest)}`);
  const sizeBytes = fields.integer("size");
  if (sizeBytes === undefined || sizeBytes < 0) throw fields.refuse("size", "not a size");
  const platform = fields.object("platform");
  const foreign = (fields.strings("urls")?.length ?? 0) > 0 || foreignType.test(fields.string("mediaType") ?? "");
  return compact<ManifestEdge>({
    kind,
    mediaType: fields.string("mediaType") ?? "",
    digest,
    sizeBytes,
    foreign: kind === "blob" && foreign,
    platform: platform && `${platform.string("os") ?? ""}/${platform.string("architecture") ?? ""}`,
  });
}
