import { messageOf } from "#base/errors.ts";
import { invalidArchive } from "#core/image/errors.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";

/**
 * The name that an archive gives an image, normalised. One with a digest is none, as in Docker: it would say what the image
 * is, and the archive could be wrong about it. @throws invalid-argument
 */
export function archiveName(text: string): string {
  const reference = referenceOf(text);
  if (reference.digest !== undefined) throw invalidArchive(`invalid tag ${JSON.stringify(text)}`);
  return referenceText(withDefaultTag(reference));
}

function referenceOf(text: string): ReturnType<typeof parseReference> {
  try {
    return parseReference(text);
  } catch (error) {
    throw invalidArchive(`normalize image ref ${JSON.stringify(text)}: ${messageOf(error)}`);
  }
}
