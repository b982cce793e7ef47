import { cannotImportDigest, invalidTag } from "#core/image/errors.ts";
import { isTag, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";

/** The normalised name that an import or a commit is to have; undefined where it asks for none. @throws invalid-argument */
export function givenName({ repo, tag }: { readonly repo: string; readonly tag: string }): string | undefined {
  if (repo === "") return undefined;
  const given = parseReference(repo);
  if (given.digest !== undefined) throw cannotImportDigest();
  if (tag === "") return referenceText(withDefaultTag(given));
  if (!isTag(tag)) throw invalidTag();
  return referenceText(parseReference(`${given.domain}/${given.path}:${tag}`));
}
