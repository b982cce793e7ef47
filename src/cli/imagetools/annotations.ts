/** An annotation of an image that is put together. */
export interface Annotation {
  /** Empty: it was not said of what. */
  readonly type: string;
  /** Of which platform's manifest; empty: of all. */
  readonly platform: string;
  readonly key: string;
  readonly value: string;
}

const types = ["index", "index-descriptor", "manifest", "manifest-descriptor"];

/** `TYPE[PLATFORM],…:KEY=VALUE`. @throws Error in buildx's words */
export function parseAnnotations(texts: readonly string[]): Annotation[] {
  try {
    return texts.flatMap(parseAnnotation);
  } catch (error) {
    throw new Error(`failed to parse annotations: ${(error as Error).message}`);
  }
}

function parseAnnotation(text: string): Annotation[] {
  const equals = text.indexOf("=");
  if (equals < 0) throw new Error(`invalid annotation ${JSON.stringify(text)}, expected key=value`);
  const [name, value] = [text.slice(0, equals), text.slice(equals + 1)];
  const colon = name.indexOf(":");
  if (colon < 0) return [{ type: "", platform: "", key: name, value }];
  const key = name.slice(colon + 1);
  return name
    .slice(0, colon)
    .split(",")
    .map((place) => {
      const [, type, platform = ""] = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/.exec(place) ?? [];
      if (type === undefined)
        throw new Error(
          `invalid annotation type ${JSON.stringify(place)}, expected type and optional platform in square brackets`,
        );
      if (!types.includes(type)) throw new Error(`unknown annotation type ${JSON.stringify(type)}`);
      return { type, platform, key, value };
    });
}
