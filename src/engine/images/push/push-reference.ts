import { invalidTag } from "#core/image/errors.ts";
import { isTag, parseReference, type Reference } from "#formats/reference/reference.ts";

/**
 * What a push names: the tag beside the name wins over one in it; none at all: all tags.
 * @throws invalid-argument
 * @see moby daemon/server/router/image, postImagesPush
 */
export function pushReference(name: string, tag: string): Reference {
  const given = parseReference(name);
  if (tag === "") return given;
  if (!isTag(tag)) throw invalidTag();
  return { ...given, tag, digest: undefined };
}
