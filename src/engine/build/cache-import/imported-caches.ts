import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { ImportableStep } from "#core/build/cache/cache-config.ts";
import type {
  CacheSources,
  ImportContext,
  ImportedCaches,
  ImportedResult,
  OpenedCacheSource,
  UseMount,
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
  readonly byKey: ReadonlyMap<Digest, ImportableStep>;
  /** By the step's layers: whether they have come. */
  readonly brought: Map<readonly TreeLayer[], Promise<boolean>>;
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
      // One whose layers did not come is none.
      if (step === undefined || (await cache.brought.get(step.layers)) === false) continue;
      return { source: cache.source.digest, step, bring: () => this.#bring(cache, step) };
    }
    return undefined;
  }

  async withMount(op: Op, key: string, { platform }: Pick<ImportContext, "platform">, use: UseMount): Promise<boolean> {
    for (const { source } of await this.#caches(platform ?? this.#build.hostPlatform)) {
      throwIfEnded(op);
      const content = source.mounts.find((mount) => mount.key === key);
      if (content === undefined) continue;
      const used = await this.#attempt(`importing content of cache mount ${key}`, async () => {
        await source.withMount(op, content, use);
        return true;
      });
      throwIfEnded(op);
      if (used === true) return true;
    }
    return false;
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
          return { source, byKey: byKey(source.steps), brought: new Map() };
        }),
      ),
    );
    return read.filter((cache) => cache !== undefined);
  }

  #bring({ source, brought }: ReadCache, { layers }: ImportableStep): Promise<boolean> {
    let coming = brought.get(layers);
    if (coming === undefined) {
      const name = "importing layers of cached steps";
      coming = this.#attempt(name, async () => {
        await source.bring(this.#build.op, layers);
        return true;
      }).then((came) => came === true);
      brought.set(layers, coming);
    }
    return coming;
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

function byKey(steps: readonly ImportableStep[]): ReadonlyMap<Digest, ImportableStep> {
  return new Map(steps.flatMap((step) => step.keys.map((key) => [key, step] as const)));
}

function nameOf({ type, attributes }: CacheLocation): string {
  return attributes["ref"] ?? attributes["src"] ?? type;
}
