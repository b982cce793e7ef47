import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { CachedStep } from "#core/build/cache/cache-records.ts";
import type {
  CacheSources,
  ImportContext,
  ImportedCaches,
  ImportedResult,
  OpenedCacheSource,
} from "#core/build/cache/imports.ts";
import type { CacheLocation } from "#core/build/contract.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { asStep } from "../service/metadata-step.ts";

export interface ImportingBuild {
  /** Of the build: it ends with that, not with the step that asked first. */
  readonly op: Op;
  readonly locations: readonly CacheLocation[];
  readonly session: BuildSession;
  readonly progress: BuildProgress;
  readonly hostPlatform: Platform;
  now(): number;
}

interface ReadCache {
  readonly source: OpenedCacheSource;
  readonly byKey: ReadonlyMap<Digest, CachedStep>;
  layers?: Promise<readonly TreeLayer[] | undefined>;
}

/** The caches that a build names, each read when a step is looked for that is not here, and its layers when one is found there. */
export class BuildImports implements ImportedCaches {
  readonly #sources: CacheSources;
  readonly #build: ImportingBuild;
  readonly #read = new Map<string, Promise<readonly ReadCache[]>>();

  constructor(sources: CacheSources, build: ImportingBuild) {
    this.#sources = sources;
    this.#build = build;
  }

  async find(op: Op, key: Digest, context: ImportContext): Promise<ImportedResult | undefined> {
    for (const cache of await this.#caches(context.platform ?? this.#build.hostPlatform)) {
      throwIfEnded(op);
      const step = cache.byKey.get(key);
      const layers = step === undefined ? undefined : await this.#layers(cache);
      if (step === undefined || layers === undefined || layers.length < step.depth) continue;
      return { source: cache.source.digest, step, layers: layers.slice(0, step.depth) };
    }
    return undefined;
  }

  #caches(platform: Platform): Promise<readonly ReadCache[]> {
    const name = platformText(platform);
    let caches = this.#read.get(name);
    if (caches === undefined) {
      caches = this.#readAll(platform);
      this.#read.set(name, caches);
    }
    return caches;
  }

  async #readAll(platform: Platform): Promise<readonly ReadCache[]> {
    const read = await Promise.all(
      this.#build.locations.map((location) =>
        this.#attempt(`importing cache manifest from ${nameOf(location)}`, async (task) => {
          const { op, session } = this.#build;
          const source = await this.#sources.open(op, { location, platform }, { session, task });
          return { source, byKey: byKey(source.steps) };
        }),
      ),
    );
    return read.filter((cache) => cache !== undefined);
  }

  #layers(cache: ReadCache): Promise<readonly TreeLayer[] | undefined> {
    cache.layers ??= this.#attempt("importing layers of cached steps", () => cache.source.bring(this.#build.op));
    return cache.layers;
  }

  /** A cache that cannot be read costs time, no build: it is shown as a step that failed. */
  async #attempt<T>(name: string, work: (task: Task) => Promise<T>): Promise<T | undefined> {
    try {
      return await asStep(this.#build, name, work);
    } catch (error) {
      throwIfEnded(this.#build.op);
      this.#build.op.log.warn("a cache of a build was not read", { name, error: messageOf(error) });
      return undefined;
    }
  }
}

type Task = Parameters<CacheSources["open"]>[2]["task"];

function byKey(steps: readonly CachedStep[]): ReadonlyMap<Digest, CachedStep> {
  return new Map(steps.flatMap((step) => step.keys.map((key) => [key, step] as const)));
}

function nameOf({ type, attributes }: CacheLocation): string {
  return attributes["ref"] ?? attributes["src"] ?? type;
}
