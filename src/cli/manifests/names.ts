import { parseReference, type Reference, withDefaultTag } from "#formats/reference/reference.ts";

/** A name of a list or an image. @throws Error in Docker's words, behind `what` */
export function manifestName(text: string, what = ""): Reference {
  try {
    return withDefaultTag(parseReference(text));
  } catch (error) {
    throw new Error(`${what}${(error as Error).message}`);
  }
}
