import { noExportTarget, noSuchImage, nothingToExport, referenceDoesNotExist } from "#core/image/errors.ts";
import { familiarReference } from "#core/image/wanted-platform.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import { familiarText, parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";
import { type BestManifest, bestManifest } from "../best-manifest.ts";
import type { ImageContext } from "../dependencies.ts";
import type { FoundImage, ImageTable } from "../image-table.ts";
import type { ImageRecord } from "../records.ts";

/** One line of an archive's index: a target, with a name or without. */
export interface SavedImage {
  readonly record: ImageRecord;
  /** The whole image, or one platform of it. */
  readonly target: Descriptor;
  /** Normalised. */
  readonly name: string | undefined;
  /** What `manifest.json` tells of it: docker archives know one platform an image. */
  readonly shown: BestManifest;
}

/**
 * What an archive of these references holds: an id or a digest gives an image without a name, a repository all its tags.
 * @throws not-found · invalid-argument in Docker's words
 */
export function chooseImages(
  context: ImageContext,
  refs: readonly string[],
  platform: Platform | undefined,
): SavedImage[] {
  return refs.flatMap((ref) => foundBy(context.table, ref).map((found) => chosen(context, { ref, found, platform })));
}

function foundBy(table: ImageTable, ref: string): FoundImage[] {
  const found = tryFind(table, ref);
  if (found !== undefined && found.name === undefined) return [{ record: found.record }];
  const reference = parseReference(ref);
  if (reference.tag === undefined && reference.digest === undefined) return allTags(table, ref);
  if (found !== undefined) return [found];
  throw referenceDoesNotExist(familiarText(reference));
}

/** An image by name or id; undefined when there is none. @throws invalid-argument */
function tryFind(table: ImageTable, ref: string): FoundImage | undefined {
  try {
    return table.find(ref);
  } catch (error) {
    if (/^(?:sha256:)?[0-9a-f]{64}$/.test(ref)) throw error;
    return undefined;
  }
}

function allTags(table: ImageTable, ref: string): FoundImage[] {
  const repository = repositoryOf(parseReference(ref));
  const found: FoundImage[] = [];
  for (const name of table.names()) {
    const reference = parseReference(name);
    if (reference.digest === undefined && repositoryOf(reference) === repository) found.push(table.find(name));
  }
  if (found.length === 0) throw noSuchImage(familiarText(withDefaultTag(parseReference(ref))));
  return found;
}

interface Choice {
  readonly ref: string;
  readonly found: FoundImage;
  readonly platform: Platform | undefined;
}

function chosen(context: ImageContext, { ref, found, platform }: Choice): SavedImage {
  const { record, name } = found;
  const shown = bestManifest(record, platform ?? context.platform);
  const own = name === undefined ? record.target : (context.table.name(name)?.target ?? record.target);
  if (platform === undefined) {
    const [first] = record.manifests;
    if (shown === undefined) throw nothingToExport(first?.descriptor.digest ?? record.target.digest);
    return { record, name, target: own, shown };
  }
  if (shown === undefined || !platformMatches(shown.image.platform, platform))
    throw noExportTarget(familiarReference(ref), platform);
  const target = shown.descriptor.digest === record.target.digest ? own : shown.descriptor;
  return { record, name, target, shown };
}
