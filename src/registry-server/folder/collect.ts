import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { commitPoint } from "#base/commit-points.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import type { BlobDigest } from "../digest.ts";
import { type ManifestEdge, readManifestDocument } from "../manifest-document.ts";
import type { FolderContext } from "./folder-storage.ts";
import { linkName } from "./layout.ts";
import type { RepositoryState } from "./repository.ts";

export interface CollectOptions {
  /** What was pushed or asked for so lately is kept: it may belong to a push under way. */
  readonly graceMs: number;
  /** Also removes manifests that neither a tag nor another manifest leads to. */
  readonly untagged: boolean;
  /** Whether what refers to this manifest, which is not here, is to be kept. */
  readonly isLive?: (subject: BlobDigest) => Promise<boolean>;
}

export interface Collected {
  manifests: number;
  blobs: number;
  bytes: number;
}

/**
 * Mark and sweep, one repository at a time, so that pushes to others go on and one to this waits for milliseconds. First go
 * links, then files that no repository has a link to.
 */
export async function collectFolder(op: Op, context: FolderContext, options: CollectOptions): Promise<Collected> {
  const collected: Collected = { manifests: 0, blobs: 0, bytes: 0 };
  for (const name of [...context.repositories.keys()]) {
    const collection = new RepositoryCollection(context, options);
    await collection.readAhead(op, context.repositories.get(name));
    await context.changes.run(op, name, async () => {
      const state = context.repositories.get(name);
      if (state === undefined) return;
      if (options.untagged) collected.manifests += await collection.sweepManifests(state);
      await collection.sweepBlobs(state);
      if (!state.isEmpty) return;
      context.repositories.delete(name);
      await context.folders.removeEmpty(op, context.layout.repository(name));
    });
  }
  return { ...collected, ...(await context.blobs.sweep(op)) };
}

class RepositoryCollection {
  readonly #context: FolderContext;
  readonly #untilMs: number;
  readonly #isLive: (subject: BlobDigest) => Promise<boolean>;
  readonly #edges = new Map<BlobDigest, readonly ManifestEdge[]>();

  constructor(context: FolderContext, { graceMs, isLive = async () => false }: CollectOptions) {
    this.#context = context;
    this.#isLive = isLive;
    this.#untilMs = Date.now() - graceMs;
  }

  /** Reads the manifests before the repository is locked: they never change. */
  async readAhead(op: Op, state: RepositoryState | undefined): Promise<void> {
    for (const [digest, { mediaType }] of [...(state?.manifests ?? [])]) {
      throwIfEnded(op);
      if (state?.manifests.has(digest)) await this.#edgesOf(digest, mediaType);
    }
  }

  async #edgesOf(digest: BlobDigest, mediaType: string): Promise<readonly ManifestEdge[]> {
    const known = this.#edges.get(digest);
    if (known !== undefined) return known;
    const bytes = await readFile(this.#context.blobs.path(digest));
    const { edges } = readManifestDocument(bytes, mediaType);
    this.#edges.set(digest, edges);
    return edges;
  }

  /** Keeps manifests that a tag leads to, an index or a subject that does; and those seen lately, with what they name. */
  async sweepManifests(state: RepositoryState): Promise<number> {
    const live = new Set<BlobDigest>();
    const waiting = [...state.tags.values()];
    for (const [digest, seen] of state.manifestsSeen) if (seen > this.#untilMs) waiting.push(digest);
    for (const [digest, { subject }] of state.manifests)
      if (subject !== undefined && !state.manifests.has(subject) && (await this.#isLive(subject))) waiting.push(digest);
    for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
      const link = state.manifests.get(digest);
      if (link === undefined || live.has(digest)) continue;
      live.add(digest);
      for (const edge of await this.#edgesOf(digest, link.mediaType)) waiting.push(edge.digest);
      for (const referrer of state.referrersOf(digest)) waiting.push(referrer.digest);
    }
    const dead = [...state.manifests.keys()].filter((digest) => !live.has(digest));
    for (const digest of dead) {
      state.deleteManifest(digest);
      state.uses.forget(digest);
      this.#context.blobs.release(digest);
    }
    await unlinkAll(this.#context.layout.manifestLinks(state.name), dead);
    return dead.length;
  }

  async sweepBlobs(state: RepositoryState): Promise<void> {
    const live = new Set<BlobDigest>();
    for (const [digest, { mediaType }] of state.manifests)
      for (const edge of await this.#edgesOf(digest, mediaType)) live.add(edge.digest);
    const dead: BlobDigest[] = [];
    for (const [digest, seen] of state.blobs) if (!live.has(digest) && seen <= this.#untilMs) dead.push(digest);
    for (const digest of dead) {
      state.blobs.delete(digest);
      state.uses.forget(digest);
      this.#context.blobs.release(digest);
    }
    await unlinkAll(this.#context.layout.blobLinks(state.name), dead);
  }
}

/** Removes links durably. */
export async function unlinkAll(folder: string, digests: readonly BlobDigest[]): Promise<void> {
  if (digests.length === 0) return;
  for (const digest of digests) await rm(join(folder, linkName(digest)), { force: true });
  commitPoint("registry.collect.links");
  await syncPath(folder);
}
