import type { Digest } from "#base/digest.ts";
import { isDigest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BaseImageContext } from "#core/build/base-images.ts";
import { cacheParts } from "#core/build/cache/cache-manifest.ts";
import type { CachePlace, CacheSources, OpenedCacheSource } from "#core/build/cache/imports.ts";
import type { ClientStores } from "#core/build/session.ts";
import { maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import { mediaTypeOf, readWhole, storesOf } from "../sources/oci-layout/client-store.ts";
import { manifestCache, maxCacheConfigBytes } from "./manifest-cache.ts";

/** Caches in folders of the client, which finds by its own index what the tag of one stands for. */
export class LocalCaches implements CacheSources {
  readonly #images: Pick<BuiltImages, "bringLayers" | "hold" | "content">;

  constructor(images: Pick<BuiltImages, "bringLayers" | "hold" | "content">) {
    this.#images = images;
  }

  async open(op: Op, { location }: CachePlace, { session }: BaseImageContext): Promise<OpenedCacheSource> {
    const { src = "", digest = "" } = location.attributes;
    if (!isDigest(digest)) throw new EngineError("invalid-argument", `invalid digest of a local cache: ${digest}`);
    const store = `local:${src}`;
    const stores = storesOf(session, store);
    const read = (blob: Digest, limitBytes: number) => readWhole(stores.readBlob(op, store, blob), blob, limitBytes);
    const manifest = await read(digest, maxDocumentBytes);
    const parts = cacheParts(manifest, mediaTypeOf(manifest));
    if (parts === undefined) throw new EngineError("not-found", `no cache config in ${digest} of ${src}`);
    const config = await read(parts.config.digest, maxCacheConfigBytes);
    const fetch = (fetching: Op, blob: Descriptor) => this.#fetch(fetching, blob, { stores, store });
    return manifestCache(this.#images, { digest, parts, config }, { fetch });
  }

  /** @throws invalid-argument where it is another than its digest says */
  async #fetch(
    op: Op,
    { digest }: Descriptor,
    { stores, store }: { readonly stores: ClientStores; readonly store: string },
  ): Promise<void> {
    const ingest = await this.#images.content.ingest(op);
    try {
      for await (const piece of stores.readBlob(op, store, digest)) await ingest.write(piece);
      await ingest.commit(digest);
    } finally {
      await ingest.abort();
    }
  }
}
