import { isDigest } from "#base/digest.ts";
import { invalidTag } from "#core/image/errors.ts";
import { isTag, parseReference, type Reference } from "#formats/reference/reference.ts";

/**
 * What `fromImage` and `tag` ask for; `tag` may be a digest, and wins over what the image says. Neither: all tags.
 * @throws invalid-argument in Docker's words
 * @see moby daemon/server/router/image, postImagesCreate
 */
export function pullReference(image: string, tag: string): Reference {
  const given = parseReference(image.replace(/:$/, ""));
  if (tag === "") return given;
  if (isDigest(tag)) return { ...given, tag: undefined, digest: tag };
  if (!isTag(tag)) throw invalidTag();
  return { ...given, tag, digest: undefined };
}
