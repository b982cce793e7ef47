import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import { annotatedLayers, annotatedMounts, importableSteps } from "#core/build/cache/cache-config.ts";
import type { CachePlace, CacheSources, OpenedCacheSource } from "#core/build/cache/imports.ts";
import type { FetchBlob } from "../../images/bring-layers.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import type { EntryStore } from "../cache-entries/entry-store.ts";
import { bringMount } from "./bring-mount.ts";
import { looseLayer } from "./manifest-cache.ts";

type EntryCacheImages = Pick<BuiltImages, "bringLayers" | "hold" | "content">;

/** Caches of services that know blobs and names. */
export class EntryCaches implements CacheSources {
  readonly #images: EntryCacheImages;
  readonly #open: (attributes: CachePlace["location"]["attributes"]) => EntryStore & Disposable;

  /** @param open of a place; closed after each use */
  constructor(
    images: EntryCacheImages,
    open: (attributes: CachePlace["location"]["attributes"]) => EntryStore & Disposable,
  ) {
    this.#images = images;
    this.#open = open;
  }

  async open(op: Op, { location: { attributes } }: CachePlace): Promise<OpenedCacheSource> {
    using store = this.#open(attributes);
    const configs = await store.configs(op);
    const layers = new Map(configs.flatMap(annotatedLayers).map((layer) => [layer.descriptor.digest, layer]));
    return {
      digest: digestOf(configs.map(digestOf).join(" ")),
      steps: configs.flatMap((config) => importableSteps(config, (blob) => layers.get(blob)?.diffId)),
      mounts: configs.flatMap(annotatedMounts),
      withMount: async (bringing, content, use) => {
        using from = this.#open(attributes);
        const fetch: FetchBlob = (fetching, { digest }) => this.#fetch(fetching, digest, from);
        await bringMount(bringing, this.#images, { content, fetch, use });
      },
      bring: async (bringing, wanted) => {
        using from = this.#open(attributes);
        const loose = wanted.map((layer) => looseLayer(layer, (blob) => layers.get(blob)?.descriptor));
        await this.#images.bringLayers(bringing, loose, (fetching, { digest }) => this.#fetch(fetching, digest, from));
      },
    };
  }

  async #fetch(op: Op, digest: Digest, store: EntryStore): Promise<void> {
    const ingest = await this.#images.content.ingest(op);
    try {
      for await (const piece of await store.readBlob(op, digest)) await ingest.write(piece);
      await ingest.commit(digest);
    } finally {
      await ingest.abort();
    }
  }
}
