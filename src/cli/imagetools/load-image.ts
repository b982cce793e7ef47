import type { Op } from "#base/op.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { isIndexType } from "#formats/oci/media-types.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { RemoteManifest } from "../registry/open-repository.ts";
import type { RemoteImages } from "./remote-images.ts";

/** All that a registry has of an image, by platform. */
export interface LoadedImage {
  readonly manifest: RemoteManifest;
  readonly index: IndexDocument | undefined;
  readonly platforms: ReadonlyMap<string, PlatformImage>;
}

export interface IndexDocument {
  readonly schemaVersion: number;
  readonly mediaType?: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PlatformImage {
  readonly config: Readonly<Record<string, unknown>>;
  readonly slsa: unknown;
  readonly spdx: readonly unknown[];
}

interface ManifestDocument {
  readonly config: Descriptor;
  readonly layers?: readonly Descriptor[];
}

const references = ["com.docker.reference.digest", "vnd.docker.reference.digest"];

/** @throws Error in buildx's words */
export async function loadImage(op: Op, images: RemoteImages, reference: Reference): Promise<LoadedImage> {
  const manifest = await images.manifest(op, reference);
  const index = isIndexType(manifest.descriptor.mediaType) ? documentOf<IndexDocument>(manifest) : undefined;
  const found: Found = { images: new Map(), statements: new Map() };
  await collect(op, images, { reference, found }, manifest);
  const platforms = new Map<string, PlatformImage>();
  for (const [name, { document, digest }] of [...found.images].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const config = await images.document<PlatformImage["config"]>(op, reference, document.config);
    const statements = found.statements.get(digest) ?? [];
    platforms.set(name, { config, ...(await statementsOf(op, images, reference, statements)) });
  }
  return { manifest, index, platforms };
}

interface Found {
  readonly images: Map<string, { readonly document: ManifestDocument; readonly digest: string }>;
  /** What is said of manifests, by their digests. */
  readonly statements: Map<string, ManifestDocument[]>;
}

async function collect(
  op: Op,
  images: RemoteImages,
  { reference, found }: { readonly reference: Reference; readonly found: Found },
  manifest: RemoteManifest,
): Promise<void> {
  const { descriptor } = manifest;
  if (isIndexType(descriptor.mediaType)) {
    for (const member of documentOf<IndexDocument>(manifest).manifests) {
      const { bytes } = await images.manifest(op, { ...reference, tag: undefined, digest: member.digest });
      await collect(op, images, { reference, found }, { bytes, descriptor: member });
    }
    return;
  }
  const document = documentOf<ManifestDocument>(manifest);
  const about = references.map((name) => descriptor.annotations?.[name]).find((digest) => digest !== undefined);
  if (about !== undefined) {
    found.statements.set(about, [...(found.statements.get(about) ?? []), document]);
    return;
  }
  const platform = descriptor.platform ?? (await images.document<Platform>(op, reference, document.config));
  const { os, architecture, variant } = platform;
  const name = platformText(normalizePlatform({ os, architecture, ...(variant ? { variant } : {}) }));
  found.images.set(name, { document, digest: descriptor.digest });
}

function documentOf<T>({ bytes }: RemoteManifest): T {
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as T;
}

async function statementsOf(
  op: Op,
  images: RemoteImages,
  reference: Reference,
  documents: readonly ManifestDocument[],
): Promise<Pick<PlatformImage, "slsa" | "spdx">> {
  const layers = documents.flatMap(({ layers: all = [] }) => all);
  const typed = (fits: (type: string) => boolean): Descriptor[] =>
    layers.filter(
      ({ mediaType, annotations }) =>
        /^application\/vnd\.in-toto(?:\..*\+dsse|\+json)$/.test(mediaType) &&
        fits(annotations?.["in-toto.io/predicate-type"] ?? ""),
    );
  const predicate = async (layer: Descriptor): Promise<unknown> => {
    const read = await images.document<{ readonly predicate?: unknown; readonly payload?: string }>(
      op,
      reference,
      layer,
    );
    if (!layer.mediaType.endsWith("+dsse")) return read.predicate;
    const signed = Buffer.from(read.payload ?? "", "base64").toString("utf8");
    return (JSON.parse(signed) as { readonly predicate?: unknown }).predicate;
  };
  const [provenance] = typed((type) => type.startsWith("https://slsa.dev/provenance/"));
  const spdx = await Promise.all(typed((type) => type === "https://spdx.dev/Document").map(predicate));
  return { slsa: provenance === undefined ? undefined : await predicate(provenance), spdx };
}
