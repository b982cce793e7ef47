import { link, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commitPoint } from "#base/commit-points.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import type { Op } from "#base/op.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import type {
  FinishedFile,
  IncomingManifest,
  ManifestReference,
  Referrer,
  StoredBlob,
  StoredManifest,
} from "../contract.ts";
import type { BlobDigest } from "../digest.ts";
import { makeFolder, TempFiles, touchDurably, writeFileDurably } from "../durable.ts";
import type { CacheStorage } from "../upstream/cache.ts";
import { BlobFiles } from "./blob-files.ts";
import { checkEdges, linkOf } from "./check-edges.ts";
import { type Collected, type CollectOptions, collectFolder } from "./collect.ts";
import { type Evicted, type EvictOptions, evictFromFolder } from "./evict.ts";
import { Folders } from "./folders.ts";
import { Layout, linkName } from "./layout.ts";
import { lockRegistry } from "./lock.ts";
import { prepareLayout, readLayout } from "./recover.ts";
import { RepositoryState } from "./repository.ts";
import { sizeNamedBy } from "./size-named.ts";

/** What the parts of a folder's storage share. */
export interface FolderContext {
  readonly layout: Layout;
  readonly temp: TempFiles;
  readonly blobs: BlobFiles;
  readonly repositories: Map<string, RepositoryState>;
  readonly folders: Folders;
  /** Changes of a repository's links, one at a time. */
  readonly changes: KeyedMutex;
}

/** Opens a registry's folder for this process alone. @throws unavailable when another process has it */
export async function openFolderStorage(root: string): Promise<FolderStorage> {
  const layout = new Layout(root);
  await makeFolder(root);
  const unlock = lockRegistry(root);
  try {
    const temp = new TempFiles(layout.temp);
    await prepareLayout(layout, temp);
    const blobs = new BlobFiles(layout, temp);
    const repositories = readLayout(layout, blobs);
    const folders = new Folders(layout.repositories);
    return new FolderStorage({ layout, temp, blobs, repositories, folders, changes: new KeyedMutex() }, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A registry in a folder of its own: docs/state.md has its files. */
export class FolderStorage implements CacheStorage, Disposable {
  readonly #context: FolderContext;
  readonly #unlock: () => void;

  constructor(context: FolderContext, unlock: () => void) {
    this.#context = context;
    this.#unlock = unlock;
  }

  /** Where uploads are to be kept, so that they can be moved into place. */
  get uploadsFolder(): string {
    return this.#context.layout.uploads;
  }

  /** Where blobs are kept while an upstream sends them. */
  get fetchingFolder(): string {
    return this.#context.layout.fetching;
  }

  [Symbol.dispose](): void {
    this.#unlock();
  }

  async blob(_op: Op, repository: string, digest: BlobDigest): Promise<StoredBlob | undefined> {
    const state = this.#context.repositories.get(repository);
    const sizeBytes = this.#context.blobs.sizeOf(digest);
    if (!state?.blobs.has(digest) || sizeBytes === undefined) return undefined;
    state.blobs.set(digest, Date.now());
    state.uses.note(digest, join(this.#context.layout.blobLinks(repository), linkName(digest)));
    return { path: this.#context.blobs.path(digest), sizeBytes };
  }

  async adoptBlob(op: Op, repository: string, file: FinishedFile): Promise<void> {
    await this.#changing(op, repository, (state) =>
      this.#context.blobs.adopt(op, file, () => this.#linkBlob(op, state, file.digest)),
    );
  }

  /** Takes a durable file that stays where it is: the two are one file. */
  async adoptLinked(op: Op, repository: string, file: FinishedFile): Promise<void> {
    const path = this.#context.temp.path();
    await link(file.path, path);
    await this.adoptBlob(op, repository, { ...file, path });
  }

  async mountBlob(
    op: Op,
    repository: string,
    { digest, from }: { readonly digest: BlobDigest; readonly from: string },
  ): Promise<boolean> {
    return await this.#changing(op, repository, async (state) => {
      const linked = await this.#context.blobs.linking(op, digest, async () => {
        if (!this.#context.repositories.get(from)?.blobs.has(digest)) return false;
        await this.#linkBlob(op, state, digest);
        return true;
      });
      return linked === true;
    });
  }

  /** The blob's file is there, and cannot go meanwhile. */
  async #linkBlob(op: Op, state: RepositoryState, digest: BlobDigest): Promise<void> {
    const folder = this.#context.layout.blobLinks(state.name);
    if (!state.blobs.has(digest)) {
      await this.#context.folders.make(op, folder);
      await touchDurably(join(folder, linkName(digest)));
      commitPoint("registry.blob.linked");
      this.#context.blobs.use(digest);
    }
    state.blobs.set(digest, Date.now());
    state.uses.note(digest, join(folder, linkName(digest)));
  }

  async deleteBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return await this.#changing(op, repository, async (state) => {
      if (!state.blobs.delete(digest)) return false;
      this.#context.blobs.release(digest);
      await this.#unlink(this.#context.layout.blobLinks(repository), linkName(digest));
      return true;
    });
  }

  async manifest(_op: Op, repository: string, reference: ManifestReference): Promise<StoredManifest | undefined> {
    const state = this.#context.repositories.get(repository);
    const digest = "tag" in reference ? state?.tags.get(reference.tag) : reference.digest;
    const link = digest === undefined ? undefined : state?.manifests.get(digest);
    if (state === undefined || digest === undefined || link === undefined) return undefined;
    state.manifestsSeen.set(digest, Date.now());
    state.uses.note(digest, join(this.#context.layout.manifestLinks(repository), linkName(digest)));
    const { mediaType, sizeBytes } = link;
    return { digest, mediaType, sizeBytes, path: this.#context.blobs.path(digest) };
  }

  async putManifest(op: Op, repository: string, manifest: IncomingManifest): Promise<void> {
    const { digest, bytes, tag } = manifest;
    await this.#changing(op, repository, async (state) => {
      if (manifest.partial !== true) checkEdges(state, this.#context.blobs, manifest.document);
      await this.#context.blobs.write(op, { digest, bytes }, async () => {
        const link = linkOf(manifest, state.manifests.get(digest));
        const path = join(this.#context.layout.manifestLinks(repository), linkName(digest));
        await this.#writeJson(op, path, link);
        if (!state.manifests.has(digest)) this.#context.blobs.use(digest);
        state.setManifest(digest, link);
        state.manifestsSeen.set(digest, Date.now());
        state.uses.note(digest, path);
      });
      commitPoint("registry.manifest.linked");
      if (tag !== undefined) await this.#setTag(op, state, { tag, digest, fetched: manifest.partial === true });
    });
  }

  async #setTag(
    op: Op,
    state: RepositoryState,
    { tag, digest, fetched }: { readonly tag: string; readonly digest: BlobDigest; readonly fetched: boolean },
  ): Promise<void> {
    if (state.tags.get(tag) === digest && state.fetchedTags.has(tag) === fetched) return;
    const content = fetched ? { digest, fetched } : { digest };
    await this.#writeJson(op, join(this.#context.layout.tags(state.name), tag), content);
    commitPoint("registry.tag.written");
    state.tags.set(tag, digest);
    if (fetched) state.fetchedTags.add(tag);
    else state.fetchedTags.delete(tag);
  }

  async deleteManifest(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return await this.#changing(op, repository, async (state) => {
      if (!state.manifests.has(digest)) return false;
      const tags = state.tagsOf(digest);
      for (const tag of tags) {
        state.tags.delete(tag);
        state.fetchedTags.delete(tag);
      }
      state.deleteManifest(digest);
      this.#context.blobs.release(digest);
      await this.#unlink(this.#context.layout.tags(repository), ...tags);
      commitPoint("registry.manifest.untagged");
      await this.#unlink(this.#context.layout.manifestLinks(repository), linkName(digest));
      return true;
    });
  }

  async deleteTag(op: Op, repository: string, tag: string): Promise<boolean> {
    return await this.#changing(op, repository, async (state) => {
      if (!state.tags.delete(tag)) return false;
      state.fetchedTags.delete(tag);
      await this.#unlink(this.#context.layout.tags(repository), tag);
      return true;
    });
  }

  async tags(_op: Op, repository: string): Promise<readonly string[] | undefined> {
    const state = this.#context.repositories.get(repository);
    return state === undefined ? undefined : [...state.tags.keys()].sort();
  }

  async referrers(_op: Op, repository: string, digest: BlobDigest): Promise<readonly Referrer[]> {
    return this.#context.repositories.get(repository)?.referrersOf(digest) ?? [];
  }

  async repositories(_op: Op): Promise<readonly string[]> {
    const states = [...this.#context.repositories.values()];
    return states.flatMap(({ name, manifests }) => (manifests.size === 0 ? [] : [name])).sort();
  }

  originOf(repository: string, tag: string): "pushed" | "fetched" | undefined {
    const state = this.#context.repositories.get(repository);
    if (!state?.tags.has(tag)) return undefined;
    return state.fetchedTags.has(tag) ? "fetched" : "pushed";
  }

  async sizeNamed(op: Op, repository: string, digest: BlobDigest): Promise<number | undefined> {
    return await sizeNamedBy(op, this.#context, { repository, digest });
  }

  async linkBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return await this.#changing(op, repository, async (state) => {
      const linked = await this.#context.blobs.linking(op, digest, () =>
        this.#linkBlob(op, state, digest).then(() => true),
      );
      return linked === true;
    });
  }

  pathOf(digest: BlobDigest): string {
    return this.#context.blobs.path(digest);
  }

  /** Takes blobs and manifests of a repository away at once, and their files where no other has them. */
  async drop(op: Op, repository: string, digests: Iterable<BlobDigest>): Promise<void> {
    for (const digest of digests) {
      await this.deleteManifest(op, repository, digest);
      await this.deleteBlob(op, repository, digest);
    }
    const { blobs, folders, layout } = this.#context;
    await blobs.sweep(op);
    await this.#changing(op, repository, async (state) => {
      if (state.isEmpty) await folders.removeEmpty(op, layout.repository(repository));
    });
  }

  /** Removes what nothing needs, while all else goes on. */
  async collect(op: Op, options: CollectOptions): Promise<Collected> {
    return await collectFolder(op, this.#context, options);
  }

  /** Lets go of what upstreams gave, while all else goes on. */
  async evict(op: Op, options: EvictOptions): Promise<Evicted> {
    return await evictFromFolder(op, this.#context, options);
  }

  async #changing<T>(op: Op, repository: string, work: (state: RepositoryState) => Promise<T>): Promise<T> {
    const { repositories, changes } = this.#context;
    return await changes.run(op, repository, async () => {
      const state = repositories.get(repository) ?? new RepositoryState(repository);
      repositories.set(repository, state);
      try {
        return await work(state);
      } finally {
        if (state.isEmpty) repositories.delete(repository);
      }
    });
  }

  async #writeJson(op: Op, path: string, value: object): Promise<void> {
    await this.#context.folders.make(op, dirname(path));
    await writeFileDurably(path, JSON.stringify(value), { temp: this.#context.temp.path() });
  }

  async #unlink(folder: string, ...names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    for (const name of names) await rm(join(folder, name), { force: true });
    commitPoint("registry.link.removed");
    await syncPath(folder);
  }
}
