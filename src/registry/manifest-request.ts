import { isDigest } from "#base/digest.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { ResponseHead } from "./http/response-parser.ts";

const schema1Types = [
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
];

/** What kinds of manifests are taken. Schema 1 is, so that it can be refused by its name. */
export const manifestAccept: Readonly<Record<string, string>> = {
  Accept: [
    mediaTypes.ociIndex,
    mediaTypes.dockerManifestList,
    mediaTypes.ociManifest,
    mediaTypes.dockerManifest,
    ...schema1Types,
    "application/json",
  ].join(", "),
};

/** @param reference a tag or a digest */
export function manifestPath(repositoryPath: string, reference: string): string {
  return `/${repositoryPath}/manifests/${reference}`;
}

/** `:TAG`, `@DIGEST`, or nothing: as it stands behind a name. */
export function referencePath(reference: string): string {
  if (reference === "") return "";
  return isDigest(reference) ? `@${reference}` : `:${reference}`;
}

/** The media type that the answer claims, or that its document does where it claims none in particular. */
export function mediaTypeOf({ headers }: ResponseHead, bytes: Buffer): string {
  const claimed = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim() ?? "";
  if (claimed !== "" && !["application/json", "text/plain", "application/octet-stream"].includes(claimed))
    return claimed;
  return documentType(bytes) ?? (claimed || mediaTypes.ociManifest);
}

function documentType(bytes: Buffer): string | undefined {
  try {
    const { mediaType, manifests } = JSON.parse(bytes.toString("utf8")) as { mediaType?: unknown; manifests?: unknown };
    if (typeof mediaType === "string" && mediaType !== "") return mediaType;
    return Array.isArray(manifests) ? mediaTypes.ociIndex : undefined;
  } catch {
    return undefined;
  }
}
