import { familiarText, parseReference } from "#formats/reference/reference.ts";

/** An image's name without the digest that stands behind a tag; what is no name stays as it is. */
export function plainImage(image: string): string {
  const [name = ""] = image.split("@");
  try {
    const reference = parseReference(name);
    return reference.tag === undefined ? image : familiarText(reference);
  } catch {
    return image;
  }
}
