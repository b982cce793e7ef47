import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BaseImageContext, BaseImages } from "#core/build/base-images.ts";
import { decodeInlineCache } from "#core/build/cache/cache-records.ts";
import type { CachePlace, CacheSources, OpenedCacheSource } from "#core/build/cache/imports.ts";
import { treeLayers } from "#core/build/image/tree-layers.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { Registries } from "#core/registry/contract.ts";
import { decodeConfig, maxConfigBytes } from "#formats/oci/decode.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parseReference, type Reference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import type { Images } from "../../images/images.ts";
import { manifestCache } from "./manifest-cache.ts";
import { noMounts } from "./no-mounts.ts";
import { type RemoteCache, readRemoteCache } from "./remote-cache.ts";

export interface ImageCacheParts {
  readonly images: Pick<BaseImages, "bring">;
  readonly own: Pick<Images, "resolve" | "layersOf">;
  readonly content: Pick<ContentStore, "read">;
  readonly built: Pick<BuiltImages, "bringLayers" | "hold" | "content" | "repositoryBlobs">;
  readonly registries: Pick<Registries, "repository">;
}

interface CachingImage {
  /** Of its manifest, or of the index that it is of. */
  readonly digest: Digest;
  /** As it is written. */
  readonly config: Uint8Array;
  readonly layers: readonly TreeLayer[];
}

interface Wanted {
  readonly reference: Reference;
  readonly platform: Platform;
}

/**
 * Caches that images are themselves, of the engine, else of registries; and those that registries keep beside images. Nothing is pulled
 * before a step is found.
 */
export class ImageCaches implements CacheSources {
  readonly #parts: ImageCacheParts;

  constructor(parts: ImageCacheParts) {
    this.#parts = parts;
  }

  async open(op: Op, { location, platform }: CachePlace, context: BaseImageContext): Promise<OpenedCacheSource> {
    const reference = withDefaultTag(parseReference(location.attributes["ref"] ?? ""));
    const wanted = { reference, platform };
    const own = await this.#own(op, wanted);
    if (own !== undefined) return this.#inline(wanted, own, context);
    const remote = await readRemoteCache(op, this.#parts.registries, wanted, context.session);
    if ("parts" in remote) return this.#beside(remote, wanted, context);
    const layers = treeLayers(decodeConfig(remote.config), remote.layers);
    return this.#inline(wanted, { ...remote, layers }, context);
  }

  async #own(op: Op, { reference, platform }: Wanted): Promise<CachingImage | undefined> {
    const { own, content } = this.#parts;
    try {
      const image = own.resolve(reference.digest ?? referenceText(reference), platform);
      const config = await content.read(op, image.configDigest, { limitBytes: maxConfigBytes });
      return { digest: image.id, config, layers: own.layersOf(image).map((layer) => ({ of: "image", ...layer })) };
    } catch (error) {
      if (isEngineError(error, "not-found")) return undefined;
      throw error;
    }
  }

  /** The image is pulled whole, without a name. */
  #inline({ reference, platform }: Wanted, image: CachingImage, context: BaseImageContext): OpenedCacheSource {
    const source = {
      kind: "image",
      reference: referenceText({ ...reference, digest: image.digest }),
      platform,
      resolveMode: "default",
    } as const;
    return {
      digest: digestOf(image.config),
      steps: decodeInlineCache(image.config).flatMap(({ from, depth, ...step }) =>
        from + depth > image.layers.length ? [] : [{ ...step, layers: image.layers.slice(from, from + depth) }],
      ),
      bring: async (op) => void (await this.#parts.images.bring(op, source, context)),
      ...noMounts,
    };
  }

  #beside(cache: Extract<RemoteCache, { parts: unknown }>, { reference }: Wanted, { task }: BaseImageContext) {
    const { built } = this.#parts;
    return manifestCache(built, cache, {
      fetch: async (op, blob) => {
        const { domain, path } = reference;
        await using blobs = built.repositoryBlobs({ domain, path }, cache.access);
        const state = { id: `layer ${blob.digest}`, total: blob.size, startedAt: Date.now() };
        await blobs.fetch(op, blob, (current) => task({ ...state, current }));
        task({ ...state, current: blob.size, completedAt: Date.now() });
      },
    });
  }
}
