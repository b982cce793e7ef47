import type { Digest } from "#base/digest.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { familiarRepository, familiarText, parseReference } from "#formats/reference/reference.ts";
import { withName } from "../docker-archive.ts";
import type { SavedImage } from "./choose.ts";

/** A small file of an archive, made for it. */
export interface ArchiveDocument {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * What tells a reader of OCI layouts, of docker archives and of the oldest of these what an archive holds. `referrers` speak of the
 * images: only the index tells of them.
 */
export function archiveDocuments(
  images: readonly SavedImage[],
  referrers: readonly Descriptor[] = [],
): ArchiveDocument[] {
  const manifests = [...images.map(indexEntry), ...referrers];
  const documents: Record<string, unknown> = {
    "index.json": { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests },
    ...(images.length === 0 ? {} : { "manifest.json": manifestEntries(images) }),
    "oci-layout": { imageLayoutVersion: "1.0.0" },
  };
  const repositories = repositoriesOf(images);
  if (Object.keys(repositories).length > 0) documents["repositories"] = repositories;
  return Object.entries(documents).map(([name, value]) => ({ name, bytes: Buffer.from(JSON.stringify(value)) }));
}

const nameAnnotations = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

function indexEntry({ target, name }: SavedImage): Descriptor {
  const { annotations, platform, ...plain } = target;
  const others = Object.entries(annotations ?? {}).filter(([key]) => !nameAnnotations.includes(key));
  const named = { ...Object.fromEntries(others), ...(name === undefined ? {} : withName(target, name).annotations) };
  return {
    ...plain,
    ...(Object.keys(named).length === 0 ? {} : { annotations: named }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** One entry a manifest, with all names that it goes by in this archive. */
function manifestEntries(images: readonly SavedImage[]): object[] {
  const entries = new Map<Digest, { readonly image: SavedImage; readonly tags: string[] }>();
  for (const image of images) {
    const { digest } = image.shown.descriptor;
    const entry = entries.get(digest) ?? { image, tags: [] };
    entries.set(digest, entry);
    const tag = image.name === undefined ? undefined : familiarText(parseReference(image.name));
    if (tag !== undefined && !entry.tags.includes(tag)) entry.tags.push(tag);
  }
  return [...entries.values()].map(({ image: { shown }, tags }) => ({
    Config: blobName(shown.image.config.digest),
    RepoTags: tags.length === 0 ? null : tags,
    Layers: shown.image.layers.map(({ digest }) => blobName(digest)),
  }));
}

/** Repository → tag → the topmost layer. */
function repositoriesOf(images: readonly SavedImage[]): Record<string, Record<string, string>> {
  const repositories: Record<string, Record<string, string>> = {};
  for (const { name, shown } of images) {
    const top = shown.image.layers.at(-1);
    if (name === undefined || top === undefined) continue;
    const reference = parseReference(name);
    const repository = familiarRepository(reference);
    const tag = { [reference.tag ?? ""]: top.digest.slice("sha256:".length) };
    repositories[repository] = { ...repositories[repository], ...tag };
  }
  return repositories;
}

/** Where a blob lies in an archive. */
export function blobName(digest: Digest): string {
  return digest.replace(/^sha256:/, "blobs/sha256/");
}
