import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BaseImageContext, BaseImages } from "#core/build/base-images.ts";
import { decodeInlineCache } from "#core/build/cache/cache-records.ts";
import type { CachePlace, CacheSources, OpenedCacheSource } from "#core/build/cache/imports.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { Registries, Repository, StoredManifest } from "#core/registry/contract.ts";
import { decodeDocument, maxConfigBytes } from "#formats/oci/decode.ts";
import type { ImageManifest, Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";
import { parseReference, type Reference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { Images } from "../../images/images.ts";

export interface ImageCacheParts {
  readonly images: Pick<BaseImages, "bring">;
  readonly own: Pick<Images, "resolve">;
  readonly content: Pick<ContentStore, "read">;
  readonly registries: Pick<Registries, "repository">;
}

interface CachingImage {
  /** Of its manifest, or of the index that it is of. */
  readonly digest: Digest;
  /** As it is written. */
  readonly config: Uint8Array;
}

/** Caches that images are themselves: of the engine, else of registries, of which nothing is pulled before a step is found. */
export class ImageCaches implements CacheSources {
  readonly #parts: ImageCacheParts;

  constructor(parts: ImageCacheParts) {
    this.#parts = parts;
  }

  async open(op: Op, { location, platform }: CachePlace, context: BaseImageContext): Promise<OpenedCacheSource> {
    const reference = withDefaultTag(parseReference(location.attributes["ref"] ?? ""));
    const wanted = { reference, platform };
    const image = (await this.#own(op, wanted)) ?? (await this.#remote(op, wanted, context));
    const source = {
      kind: "image",
      reference: referenceText({ ...reference, digest: image.digest }),
      platform,
      resolveMode: "default",
    } as const;
    return {
      digest: digestOf(image.config),
      steps: decodeInlineCache(image.config),
      bring: (bringing) => this.#parts.images.bring(bringing, source, context),
    };
  }

  async #own(op: Op, { reference, platform }: Wanted): Promise<CachingImage | undefined> {
    const { own, content } = this.#parts;
    try {
      const { id, configDigest } = own.resolve(reference.digest ?? referenceText(reference), platform);
      return { digest: id, config: await content.read(op, configDigest, { limitBytes: maxConfigBytes }) };
    } catch (error) {
      if (isEngineError(error, "not-found")) return undefined;
      throw error;
    }
  }

  async #remote(op: Op, { reference, platform }: Wanted, { session }: BaseImageContext): Promise<CachingImage> {
    const found = await session.registryCredentials(op, reference.domain);
    const credential = found === undefined ? {} : { credential: { username: found.username, password: found.secret } };
    await using repository = this.#parts.registries.repository(
      { domain: reference.domain, path: reference.path },
      { ...credential, actions: "pull" },
    );
    const named = await repository.manifest(op, reference.digest ?? reference.tag ?? "latest");
    const { digest, manifest } = await manifestFor(op, repository, named, platform);
    return { digest, config: await repository.blob(op, manifest.config, { limitBytes: maxConfigBytes }) };
  }
}

interface Wanted {
  readonly reference: Reference;
  readonly platform: Platform;
}

async function manifestFor(
  op: Op,
  repository: Repository,
  { descriptor, bytes }: StoredManifest,
  platform: Platform,
): Promise<{ readonly digest: Digest; readonly manifest: ImageManifest }> {
  const document = decodeDocument(bytes, descriptor.mediaType);
  if ("manifest" in document) return { digest: descriptor.digest, manifest: document.manifest };
  const [entry] = matchingEntries(document.index.manifests, platform);
  if (entry === undefined)
    throw new EngineError(
      "not-found",
      `no match for platform in manifest ${descriptor.digest}: ${platformText(platform)}`,
    );
  const inner = await repository.manifest(op, entry.digest);
  const decoded = decodeDocument(inner.bytes, inner.descriptor.mediaType);
  if ("manifest" in decoded) return { digest: inner.descriptor.digest, manifest: decoded.manifest };
  throw new EngineError("invalid-argument", `image index ${descriptor.digest} names an index`);
}
