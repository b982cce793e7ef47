import type { Digest } from "#base/digest.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parseReference, type Reference } from "#formats/reference/reference.ts";

/** What an image is put together from: a name, a digest, or a descriptor as JSON. */
export interface Source {
  readonly reference: Reference | undefined;
  readonly descriptor: SourceDescriptor | undefined;
}

/** What the user says of a manifest, which goes before what its registry says. */
export interface SourceDescriptor {
  readonly digest?: string;
  readonly mediaType?: string;
  readonly size?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
}

/** A source whose repository is known. */
export interface PlacedSource extends Source {
  readonly reference: Reference;
}

/** @throws Error in buildx's words */
export function parseSources(texts: readonly string[]): Source[] {
  return texts.map((text) => {
    try {
      return parseSource(text);
    } catch (error) {
      throw new Error(
        `failed to parse source ${JSON.stringify(text)}, valid sources are digests, references and descriptors: ${(error as Error).message}`,
      );
    }
  });
}

function parseSource(text: string): Source {
  if (/^sha256:[a-f0-9]{64}$/.test(text)) return { reference: undefined, descriptor: { digest: text } };
  if (text.startsWith("sha256:")) throw new Error("invalid checksum digest length");
  if (text.startsWith("sha256")) throw new Error("invalid checksum digest format");
  if (text.startsWith("{")) return { reference: undefined, descriptor: JSON.parse(text) as SourceDescriptor };
  return { reference: parseReference(text), descriptor: undefined };
}

/** Gives those that name no repository the only one that is named. @throws Error in buildx's words */
export function placed(
  sources: readonly Source[],
  { texts, tags }: { readonly texts: readonly string[]; readonly tags: readonly Reference[] },
): PlacedSource[] {
  const named = [...tags, ...sources.flatMap(({ reference }) => reference ?? [])];
  const repositories = new Map(named.map((one) => [`${one.domain}/${one.path}`, one]));
  const [only] = repositories.values();
  if (only === undefined) throw new Error("no repositories specified, please set a reference in tag or source");
  return sources.map((source, at) => {
    if (source.reference !== undefined) return { ...source, reference: source.reference };
    if (repositories.size > 1)
      throw new Error(`multiple repositories specified, cannot infer repository for ${JSON.stringify(texts[at])}`);
    const { digest } = source.descriptor ?? {};
    const place = { domain: only.domain, path: only.path, tag: digest === undefined ? "latest" : undefined };
    return { ...source, reference: { ...place, digest: digest as Digest | undefined } };
  });
}
