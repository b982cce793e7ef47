import { existsSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { testSettings } from "#registry/registries.test-support.ts";
import { RemoteRegistries } from "#registry/registries.ts";
import type { Evicted } from "#registry-server/folder/evict.ts";
import { digestOf, TestRegistry, type TestRegistryOptions } from "#registry-server/registry.test-support.ts";
import { Fetches } from "#registry-server/upstream/fetches.ts";
import { PullThroughStorage } from "#registry-server/upstream/pull-through.ts";
import { parseUpstream, Upstreams } from "#registry-server/upstream/upstreams.ts";

/** A registry whose names below `up/` come from another one. */
export class Cache implements AsyncDisposable {
  readonly upstream: TestRegistry;
  #folder: Disposable | undefined;
  readonly #registries: RemoteRegistries;
  registry!: TestRegistry;
  #fetching = new AbortController();

  private constructor(upstream: TestRegistry) {
    this.upstream = upstream;
    this.#registries = new RemoteRegistries(() => ({ ...testSettings, maxDownloadAttempts: 2 }));
  }

  static async open(options: TestRegistryOptions = {}): Promise<Cache> {
    const cache = new Cache(await TestRegistry.open());
    await cache.start(options);
    return cache;
  }

  freshMs = 0;

  async start(options: TestRegistryOptions = {}): Promise<void> {
    const upstreams = new Upstreams([parseUpstream(`up=${this.upstream.url}`)]);
    this.#fetching = new AbortController();
    const lasting = { ...backgroundOp(), signal: this.#fetching.signal };
    const registries = this.#registries;
    let fetches: Promise<Fetches> | undefined;
    this.registry = await TestRegistry.open({
      ...options,
      namespaces: upstreams,
      wrap: async (local) => {
        fetches ??= Fetches.open(lasting, local.fetchingFolder);
        const credentialFor = (): undefined => undefined;
        return new PullThroughStorage({
          local,
          upstreams,
          registries,
          fetches: await fetches,
          credentialFor,
          freshMs: this.freshMs,
          lasting,
        });
      },
    });
    this.#folder ??= this.registry.lendFolder();
  }

  get(path: string, init: RequestInit = {}): Promise<Response> {
    return this.registry.request("GET", `/v2/up/${path}`, init);
  }

  /** What upstream was asked since the last call. */
  asked(): string[] {
    return this.upstream.lines.splice(0).map((line) => /"(\S+ \S+) HTTP/.exec(line)![1]!);
  }

  /** Lets go of what was not asked for lately, as seen after so long. */
  async evict(limits: { maxAgeMs?: number; maxBytes?: number; agoMs: number }): Promise<Evicted> {
    const isCache = (name: string): boolean => name.startsWith("up/");
    const nowMs = Date.now() + limits.agoMs;
    return await this.registry.storage.evict(backgroundOp(), { maxAgeMs: 0, maxBytes: 0, ...limits, isCache, nowMs });
  }

  hasBlob(content: string): boolean {
    return existsSync(join(this.registry.root, "registry/blobs/sha256", digestOf(content).slice(7)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fetching.abort();
    await this.registry[Symbol.asyncDispose]();
    await this.upstream[Symbol.asyncDispose]();
    await this.#registries[Symbol.asyncDispose]();
    this.#folder?.[Symbol.dispose]();
  }
}
