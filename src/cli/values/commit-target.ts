import { parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";

/** The name that a committed image gets; nothing for an empty text. @throws Error in Docker's words */
export function commitTarget(name: string): { readonly repo?: string; readonly tag?: string } {
  if (name === "") return {};
  const reference = withDefaultTag(parseReference(name));
  if (reference.digest !== undefined) throw new Error("refusing to create a tag with a digest reference");
  return { repo: repositoryOf(reference), tag: reference.tag ?? "" };
}
