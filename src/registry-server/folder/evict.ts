import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Op, throwIfEnded } from "#base/op.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import type { BlobDigest } from "../digest.ts";
import { readManifestDocument } from "../manifest-document.ts";
import { type CachedContent, chooseEvictions, type EvictionLimits } from "./choose-evictions.ts";
import { type Collected, unlinkAll } from "./collect.ts";
import type { FolderContext } from "./folder-storage.ts";
import type { RepositoryState } from "./repository.ts";

export interface EvictOptions extends EvictionLimits {
  /** Whether an upstream can give again what a repository has and nobody pushed. */
  readonly isCache: (repository: string) => boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface Evicted extends Collected {
  /** Bytes of the blobs of upstreams that stayed. */
  readonly leftBytes: number;
}

/**
 * Lets go of what upstreams gave, by age and by size. What was pushed stays, with all that it names: it is whole. What goes is
 * fetched again when it is asked for; what somebody reads goes when he has read it. As a collection it leaves all else going on.
 */
export async function evictFromFolder(op: Op, context: FolderContext, options: EvictOptions): Promise<Evicted> {
  const survey = await surveyCache(op, context, options.isCache);
  const limits = { ...options, pinned: survey.pinned };
  const { going, leftBytes } = chooseEvictions(survey.cached, limits);
  let manifests = 0;
  for (const [name, contents] of Map.groupBy(going, ({ repository }) => repository)) {
    throwIfEnded(op);
    await context.changes.run(op, name, async () => {
      const state = context.repositories.get(name);
      if (state === undefined) return;
      manifests += await letGo(context, state, contents);
      if (!state.isEmpty) return;
      context.repositories.delete(name);
      await context.folders.removeEmpty(op, context.layout.repository(name));
    });
  }
  const { blobs, bytes } = going.length === 0 ? { blobs: 0, bytes: 0 } : await context.blobs.sweep(op);
  return { manifests, blobs, bytes, leftBytes };
}

interface CacheSurvey {
  readonly cached: CachedContent[];
  /** What some repository has for good. */
  readonly pinned: Set<BlobDigest>;
}

async function surveyCache(op: Op, context: FolderContext, isCache: EvictOptions["isCache"]): Promise<CacheSurvey> {
  const survey: CacheSurvey = { cached: [], pinned: new Set() };
  for (const [name, state] of [...context.repositories]) {
    const own = isCache(name) ? await surveyRepository(op, context, { state, survey }) : allOf(state);
    for (const digest of own) survey.pinned.add(digest);
  }
  return survey;
}

function allOf({ manifests, blobs }: RepositoryState): Iterable<BlobDigest> {
  return [...manifests.keys(), ...blobs.keys()];
}

/**
 * @returns what stays: the manifests that were pushed with all that they lead to, and the blobs that no manifest names, which may be of a push
 * under way
 */
async function surveyRepository(
  op: Op,
  context: FolderContext,
  { state, survey }: { readonly state: RepositoryState; readonly survey: CacheSurvey },
): Promise<Set<BlobDigest>> {
  const edges = new Map<BlobDigest, readonly BlobDigest[]>();
  for (const digest of [...state.manifests.keys()]) {
    throwIfEnded(op);
    edges.set(digest, await edgesOf(context, state, digest));
  }
  const own = pushedContent(state, edges);
  const named = new Set([...edges.values()].flat());
  for (const digest of state.blobs.keys()) if (!named.has(digest)) own.add(digest);
  const add = (kind: CachedContent["kind"], digest: BlobDigest, uses: readonly BlobDigest[]): void => {
    const sizeBytes = context.blobs.sizeOf(digest);
    if (own.has(digest) || sizeBytes === undefined) return;
    const usedAtMs = uses.reduce((latest, used) => Math.max(latest, state.uses.of(used)), state.uses.of(digest));
    survey.cached.push({ kind, repository: state.name, digest, sizeBytes, usedAtMs });
  };
  for (const [digest, names] of edges) add("manifest", digest, names);
  for (const digest of state.blobs.keys()) if (!edges.has(digest)) add("blob", digest, []);
  return own;
}

function pushedContent(state: RepositoryState, edges: ReadonlyMap<BlobDigest, readonly BlobDigest[]>): Set<BlobDigest> {
  const found = new Set<BlobDigest>();
  const waiting = [...state.tags].flatMap(([tag, digest]) => (state.fetchedTags.has(tag) ? [] : [digest]));
  for (const [digest, { fetched }] of state.manifests) if (fetched !== true) waiting.push(digest);
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    if (found.has(digest)) continue;
    found.add(digest);
    waiting.push(...(edges.get(digest) ?? []));
  }
  return found;
}

/** None of what is no manifest of the repository, or has just gone. */
async function edgesOf(context: FolderContext, state: RepositoryState, digest: BlobDigest): Promise<BlobDigest[]> {
  const link = state.manifests.get(digest);
  if (link === undefined) return [];
  try {
    const bytes = await readFile(context.blobs.path(digest));
    return readManifestDocument(bytes, link.mediaType).edges.map((edge) => edge.digest);
  } catch (error) {
    if (state.manifests.has(digest)) throw error;
    return [];
  }
}

/** Within the repository's turn: what was used, pushed or tagged since it was chosen stays. @returns the number of manifests */
async function letGo(
  context: FolderContext,
  state: RepositoryState,
  contents: readonly CachedContent[],
): Promise<number> {
  const going = contents.filter(
    ({ digest, usedAtMs }) => state.uses.of(digest) <= usedAtMs && isOnlyFetched(state, digest),
  );
  const manifests = going.map(({ digest }) => digest).filter((digest) => state.manifests.has(digest));
  const blobs = going.map(({ digest }) => digest).filter((digest) => state.blobs.has(digest));
  const tags = manifests.flatMap((digest) => state.tagsOf(digest));
  for (const tag of tags) {
    state.tags.delete(tag);
    state.fetchedTags.delete(tag);
  }
  for (const digest of manifests) state.deleteManifest(digest);
  for (const digest of blobs) state.blobs.delete(digest);
  for (const digest of [...manifests, ...blobs]) context.blobs.release(digest);
  for (const { digest } of going) state.uses.forget(digest);
  const { layout } = context;
  await unlinkTags(layout.tags(state.name), tags);
  await unlinkAll(layout.manifestLinks(state.name), manifests);
  await unlinkAll(layout.blobLinks(state.name), blobs);
  return manifests.length;
}

function isOnlyFetched(state: RepositoryState, digest: BlobDigest): boolean {
  const link = state.manifests.get(digest);
  if (link === undefined) return true;
  return link.fetched === true && state.tagsOf(digest).every((tag) => state.fetchedTags.has(tag));
}

/** Tags go before what they stand for: a crash leaves none that leads nowhere. */
async function unlinkTags(folder: string, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  for (const tag of tags) await rm(join(folder, tag), { force: true });
  await syncPath(folder);
}
