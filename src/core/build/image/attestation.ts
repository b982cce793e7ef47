import type { Digest } from "#base/digest.ts";
import { digestHex } from "#base/digest.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { platformText } from "#formats/oci/platform.ts";
import { familiarRepository, parseReference } from "#formats/reference/reference.ts";

/** A statement about an image (in-toto attestation, v0.1). */
export interface Statement {
  readonly _type: string;
  readonly predicateType: string;
  readonly subject: readonly StatementSubject[];
  readonly predicate: object;
}

const inTotoType = "application/vnd.in-toto+json";

/** What is said, and in which form. */
export interface Predicate {
  readonly predicateType: string;
  readonly predicate: object;
}

export interface StatementSubject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

export function statementAbout(
  { predicateType, predicate }: Predicate,
  subject: readonly StatementSubject[],
): Statement {
  return { _type: "https://in-toto.io/Statement/v0.1", predicateType, subject, predicate };
}

/** One subject per name of the image; an image without a name has one of its own. */
export function statementOf(
  said: Predicate,
  image: { readonly manifest: Digest; readonly names: readonly string[]; readonly platform: Platform },
): Statement {
  const platform = encodeURIComponent(platformText(image.platform));
  const digest = { sha256: digestHex(image.manifest) };
  const named = image.names.map((name) => {
    const reference = parseReference(name);
    const version = reference.tag === undefined ? "" : `@${reference.tag}`;
    return { name: `pkg:docker/${familiarRepository(reference)}${version}?platform=${platform}`, digest };
  });
  return statementAbout(said, named.length > 0 ? named : [{ name: "_", digest }]);
}

/** A statement as a blob. */
export interface StoredStatement {
  readonly digest: Digest;
  readonly size: number;
  readonly predicateType: string;
}

/** The config of a manifest that holds statements: an image of no platform. */
export function attestationConfig(statements: readonly StoredStatement[]): object {
  return {
    architecture: "unknown",
    os: "unknown",
    config: {},
    rootfs: { type: "layers", diff_ids: statements.map(({ digest }) => digest) },
  };
}

export function attestationManifest(
  config: { readonly digest: Digest; readonly size: number },
  statements: readonly StoredStatement[],
): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, ...config },
    layers: statements.map(({ digest, size, predicateType }) => ({
      mediaType: inTotoType,
      digest,
      size,
      annotations: { "in-toto.io/predicate-type": predicateType },
    })),
  };
}

/** How an index names it (BuildKit, docs/attestations/attestation-storage.md). */
export function attestationDescriptor(
  manifest: { readonly digest: Digest; readonly size: number },
  attested: Digest,
): Descriptor {
  return {
    mediaType: mediaTypes.ociManifest,
    ...manifest,
    annotations: {
      "vnd.docker.reference.digest": attested,
      "vnd.docker.reference.type": "attestation-manifest",
    },
    platform: { architecture: "unknown", os: "unknown" },
  };
}
