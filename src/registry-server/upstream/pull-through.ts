import { type Digest, isDigest } from "#base/digest.ts";
import { isEngineError, messageOf } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import type { Registries, RegistryCredential, Repository } from "#core/registry/contract.ts";
import type {
  FinishedFile,
  IncomingManifest,
  ManifestReference,
  Referrer,
  RegistryStorage,
  StoredBlob,
  StoredManifest,
} from "../contract.ts";
import { type BlobDigest, digestBytes, isBlobDigest } from "../digest.ts";
import { manifestUnknown, registryFailed } from "../errors.ts";
import { readManifestDocument } from "../manifest-document.ts";
import type { CacheStorage } from "./cache.ts";
import type { Fetch, Fetches, FetchOrder } from "./fetches.ts";
import { Recently } from "./recently.ts";
import type { Upstreams } from "./upstreams.ts";

export interface PullThroughOptions {
  readonly local: CacheStorage;
  readonly upstreams: Upstreams;
  readonly registries: Registries;
  readonly fetches: Fetches;
  readonly credentialFor: (domain: string) => RegistryCredential | undefined;
  /** Called when a blob of an upstream's has been kept. */
  readonly kept?: (sizeBytes: number) => void;
  /** For how long a tag is not asked for again. */
  readonly freshMs: number;
  /** Ends with the registry: what is asked upstream is asked for everybody, and goes on when a client leaves. */
  readonly lasting: Op;
}

/** How long an upstream may take to say what it has. */
const answerMs = 60_000;

/**
 * A storage in front of upstreams: what is not here is fetched, kept and passed on. A tag that was fetched is asked for
 * again by HEAD; one that was pushed here belongs to here. An upstream that does not answer is not missed while what is asked
 * for is here.
 */
export class PullThroughStorage implements RegistryStorage {
  readonly #options: PullThroughOptions;
  readonly #local: CacheStorage;
  readonly #manifests: Recently<BlobDigest | undefined>;
  readonly #tags: Recently<readonly string[]>;
  readonly #referrers: Recently<readonly Referrer[]>;

  constructor(options: PullThroughOptions) {
    this.#options = options;
    this.#local = options.local;
    this.#manifests = new Recently(options.freshMs);
    this.#tags = new Recently(options.freshMs);
    this.#referrers = new Recently(options.freshMs);
  }

  async blob(op: Op, repository: string, digest: BlobDigest): Promise<StoredBlob | undefined> {
    const here = await this.#local.blob(op, repository, digest);
    if (here !== undefined || !this.#isUpstream(repository) || !isDigest(digest)) return here;
    const sizeBytes = await this.#local.sizeNamed(op, repository, digest);
    if (sizeBytes === undefined) return undefined;
    if (await this.#local.linkBlob(op, repository, digest)) return await this.#local.blob(op, repository, digest);
    return this.#coming(repository, { digest, sizeBytes });
  }

  /** A blob that begins to come when somebody reads it. */
  #coming(repository: string, blob: { readonly digest: Digest & BlobDigest; readonly sizeBytes: number }): StoredBlob {
    const { fetches, lasting } = this.#options;
    const { digest, sizeBytes } = blob;
    const descriptor = { mediaType: "application/octet-stream", digest, size: sizeBytes };
    const order: FetchOrder = {
      digest,
      sizeBytes,
      bring: (op, path) => this.#atUpstream(repository, (remote) => remote.download(op, descriptor, { path })),
      adopt: async (file) => {
        await this.#local.adoptBlob(lasting, repository, file);
        this.#options.kept?.(sizeBytes);
      },
    };
    let fetch: Fetch | undefined;
    return {
      path: fetches.pathOf(digest),
      movesTo: this.#local.pathOf(digest),
      sizeBytes,
      grown: async (pastBytes) => {
        fetch ??= fetches.start(order);
        return await fetch.grown(pastBytes);
      },
    };
  }

  async manifest(op: Op, repository: string, reference: ManifestReference): Promise<StoredManifest | undefined> {
    const here = await this.#local.manifest(op, repository, reference);
    if (!this.#isUpstream(repository)) return here;
    if ("digest" in reference) return here ?? (await this.#fetchDigest(op, repository, reference.digest));
    if (this.#local.originOf(repository, reference.tag) === "pushed") return here;
    const { tag } = reference;
    try {
      return await this.#remembered(op, repository, `:${tag}`, () => this.#followTag(repository, tag));
    } catch (error) {
      if (here === undefined) throw notGiven(error, tag);
      op.log.warn("upstream did not answer; passing on what is here", { repository, tag, error: messageOf(error) });
      return here;
    }
  }

  /** The manifest that `ask` has brought here: now, or within the time for which that holds unless it has gone since. */
  async #remembered(
    op: Op,
    repository: string,
    reference: string,
    ask: () => Promise<BlobDigest | undefined>,
  ): Promise<StoredManifest | undefined> {
    const key = `${repository}${reference}`;
    for (let isFirst = true; ; isFirst = false) {
      const digest = await this.#manifests.get(key, ask);
      const found = digest && (await this.#local.manifest(op, repository, { digest }));
      if (found !== undefined || digest === undefined || !isFirst) return found;
      this.#manifests.forget(key);
    }
  }

  /** What the tag stands for there, brought here; undefined when there is no such tag. */
  async #followTag(repository: string, tag: string): Promise<BlobDigest | undefined> {
    const op = this.#asking();
    return await this.#atUpstream(repository, async (remote) => {
      const resolved = await orNone(remote.resolve(op, tag));
      if (resolved === undefined || !isBlobDigest(resolved.digest)) return undefined;
      const { digest } = resolved;
      const here = await this.#local.manifest(op, repository, { tag });
      if (here?.digest === digest) return digest;
      await this.#keep(op, repository, { remote, digest, tag });
      return digest;
    });
  }

  #asking(): Op {
    return withDeadline(this.#options.lasting, answerMs, "answer of the upstream");
  }

  async #fetchDigest(op: Op, repository: string, digest: BlobDigest): Promise<StoredManifest | undefined> {
    if (!isDigest(digest)) return undefined;
    try {
      return await this.#remembered(op, repository, `@${digest}`, () =>
        this.#atUpstream(repository, (remote) => orNone(this.#keep(this.#asking(), repository, { remote, digest }))),
      );
    } catch (error) {
      throw notGiven(error, digest);
    }
  }

  async #keep(
    op: Op,
    repository: string,
    what: { readonly remote: Repository; readonly digest: BlobDigest; readonly tag?: string },
  ): Promise<BlobDigest> {
    const { descriptor, bytes } = await what.remote.manifest(op, what.digest);
    const digest = digestBytes(bytes);
    const document = readManifestDocument(bytes, descriptor.mediaType);
    const tag = what.tag === undefined ? {} : { tag: what.tag };
    await this.#local.putManifest(op, repository, { bytes, digest, document, ...tag, partial: true });
    return digest;
  }

  /** What a manifest names and upstream alone has is fetched first: what was pushed is whole. */
  async putManifest(op: Op, repository: string, manifest: IncomingManifest): Promise<void> {
    if (this.#isUpstream(repository))
      for (const { kind, digest, foreign } of manifest.document.edges) {
        if (kind === "manifest") await this.manifest(op, repository, { digest });
        else if (!foreign) await this.#whole(op, repository, digest);
      }
    await this.#local.putManifest(op, repository, manifest);
    if (manifest.tag !== undefined) this.#manifests.forget(`${repository}:${manifest.tag}`);
  }

  async #whole(op: Op, repository: string, digest: BlobDigest): Promise<void> {
    const blob = await this.blob(op, repository, digest);
    if (blob?.grown !== undefined) await blob.grown(blob.sizeBytes - 1);
  }

  async tags(op: Op, repository: string): Promise<readonly string[] | undefined> {
    const here = await this.#local.tags(op, repository);
    const there = await this.#elsewhere(op, repository, () =>
      this.#tags.get(repository, () =>
        this.#atUpstream(repository, async (remote) => (await orNone(remote.tags(this.#asking()))) ?? []),
      ),
    );
    if (there.length === 0) return here;
    return [...new Set([...(here ?? []), ...there])].sort();
  }

  async referrers(op: Op, repository: string, digest: BlobDigest): Promise<readonly Referrer[]> {
    const here = await this.#local.referrers(op, repository, digest);
    const there = await this.#elsewhere(op, repository, () =>
      this.#referrers.get(`${repository}@${digest}`, () =>
        this.#atUpstream(repository, async (remote) => {
          const found = isDigest(digest) ? await orNone(remote.referrers(this.#asking(), digest)) : undefined;
          return (found ?? []) as unknown as readonly Referrer[];
        }),
      ),
    );
    const known = new Set(here.map((referrer) => referrer.digest));
    return [...here, ...there.filter((referrer) => !known.has(referrer.digest))];
  }

  /** What an upstream says, or nothing where there is none or it does not answer. */
  async #elsewhere<T>(op: Op, repository: string, ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
    if (!this.#isUpstream(repository)) return [];
    try {
      return await ask();
    } catch (error) {
      op.log.warn("upstream did not answer", { repository, error: messageOf(error) });
      return [];
    }
  }

  #isUpstream(repository: string): boolean {
    return this.#options.upstreams.find(repository) !== undefined;
  }

  async #atUpstream<T>(repository: string, work: (remote: Repository) => Promise<T>): Promise<T> {
    const found = this.#options.upstreams.find(repository);
    if (found === undefined) throw new TypeError(`${repository} has no upstream`);
    const { domain } = found.upstream;
    const credential = this.#options.credentialFor(domain);
    await using remote = this.#options.registries.repository(
      { domain, path: found.path },
      { actions: "pull", ...(credential === undefined ? {} : { credential }) },
    );
    return await work(remote);
  }

  adoptBlob(op: Op, repository: string, file: FinishedFile): Promise<void> {
    return this.#local.adoptBlob(op, repository, file);
  }

  mountBlob(
    op: Op,
    repository: string,
    blob: { readonly digest: BlobDigest; readonly from: string },
  ): Promise<boolean> {
    return this.#local.mountBlob(op, repository, blob);
  }

  deleteBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return this.#local.deleteBlob(op, repository, digest);
  }

  async deleteManifest(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    this.#manifests.clear();
    return await this.#local.deleteManifest(op, repository, digest);
  }

  async deleteTag(op: Op, repository: string, tag: string): Promise<boolean> {
    this.#manifests.forget(`${repository}:${tag}`);
    return await this.#local.deleteTag(op, repository, tag);
  }

  repositories(op: Op): Promise<readonly string[]> {
    return this.#local.repositories(op);
  }
}

/** Undefined for what an upstream does not have. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}

/** Upstreams do not say whether a repository is not there or not for us. */
function notGiven(error: unknown, reference: string): Error {
  const reason = `the upstream does not give it: ${messageOf(error)}`;
  if (isEngineError(error, "unauthorized", "forbidden")) return manifestUnknown(reference, reason);
  return registryFailed(502, reason, error);
}
