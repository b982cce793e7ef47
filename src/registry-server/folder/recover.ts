import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { isObject } from "#formats/oci/json.ts";
import { type BlobDigest, digestOfFile, isBlobDigest } from "../digest.ts";
import { makeFolder, sizeOfFile, type TempFiles, writeFileDurably } from "../durable.ts";
import { isRepositoryName, isTagName } from "../names.ts";
import type { BlobFiles } from "./blob-files.ts";
import { digestOfLink, type Layout } from "./layout.ts";
import { type ManifestLink, RepositoryState } from "./repository.ts";

const version = 1;

/** Makes what is not there. @throws unavailable when the folder is of a newer program, or holds something else */
export async function prepareLayout(layout: Layout, temp: TempFiles): Promise<void> {
  await makeFolder(layout.root);
  checkVersion(layout);
  await rm(layout.temp, { recursive: true, force: true });
  await mkdir(layout.temp, { mode: 0o700 });
  for (const path of [layout.blobFolder("sha256"), layout.blobFolder("sha512"), layout.uploads, layout.repositories])
    await makeFolder(path);
  if ((await sizeOfFile(layout.versionFile)) === undefined)
    await writeFileDurably(layout.versionFile, `${JSON.stringify({ version })}\n`, { temp: temp.path() });
}

function checkVersion({ root, versionFile }: Layout): void {
  const names = readdirSync(root);
  if (!names.includes("registry.json")) {
    const known = new Set(["registry.lock", "temp", "blobs", "uploads", "fetching", "repositories"]);
    const foreign = names.find((name) => !known.has(name));
    if (foreign !== undefined)
      throw new EngineError("unavailable", `${root} is no folder of a registry: it has ${JSON.stringify(foreign)}`);
    return;
  }
  const found: unknown = JSON.parse(readFileSync(versionFile, "utf8"));
  if (!isObject(found) || found["version"] !== version)
    throw new EngineError("unavailable", `${root} was made by another version of this program: ${versionFile}`);
}

/**
 * Learns all blobs and repositories. Links are made after what they lead to, and removed before it, so that a crash leaves
 * none that leads nowhere; where damage has left one, it counts as not there.
 */
export function readLayout(layout: Layout, blobs: BlobFiles): Map<string, RepositoryState> {
  for (const algorithm of ["sha256", "sha512"] as const) {
    const folder = layout.blobFolder(algorithm);
    for (const name of readdirSync(folder)) {
      const digest = digestOfFile(algorithm, name);
      if (digest !== undefined) blobs.learn(digest, statSync(join(folder, name)).size);
    }
  }
  const repositories = new Map<string, RepositoryState>();
  for (const name of repositoryNames(layout.repositories, "")) {
    const state = readRepository(layout, name, blobs);
    if (!state.isEmpty) repositories.set(name, state);
  }
  return repositories;
}

function* repositoryNames(folder: string, above: string): Generator<string> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (names.some(({ name }) => name.startsWith("_")) && isRepositoryName(above)) yield above;
  for (const { name } of names) {
    if (name.startsWith("_")) continue;
    yield* repositoryNames(join(folder, name), above === "" ? name : `${above}/${name}`);
  }
}

function readRepository(layout: Layout, name: string, blobs: BlobFiles): RepositoryState {
  const state = new RepositoryState(name);
  const now = Date.now();
  for (const file of filesOf(layout.blobLinks(name))) {
    const digest = digestOfLink(file);
    if (digest === undefined || blobs.sizeOf(digest) === undefined) continue;
    state.blobs.set(digest, now);
    state.uses.learn(digest, statSync(join(layout.blobLinks(name), file)).mtimeMs);
    blobs.use(digest);
  }
  for (const file of filesOf(layout.manifestLinks(name))) {
    const digest = digestOfLink(file);
    const link = readLink(join(layout.manifestLinks(name), file));
    if (digest === undefined || link === undefined || blobs.sizeOf(digest) !== link.sizeBytes) continue;
    state.setManifest(digest, link);
    state.manifestsSeen.set(digest, now);
    state.uses.learn(digest, statSync(join(layout.manifestLinks(name), file)).mtimeMs);
    blobs.use(digest);
  }
  for (const tag of filesOf(layout.tags(name)).filter(isTagName)) {
    const target = readTag(join(layout.tags(name), tag));
    if (target === undefined || !state.manifests.has(target.digest)) continue;
    state.tags.set(tag, target.digest);
    if (target.fetched) state.fetchedTags.add(tag);
  }
  return state;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Links are written by this program alone and as a whole; one that cannot be read counts as not there. */
function readLink(path: string): ManifestLink | undefined {
  const value = readJson(path);
  if (!isObject(value) || typeof value["mediaType"] !== "string" || typeof value["sizeBytes"] !== "number")
    return undefined;
  return value as unknown as ManifestLink;
}

function readTag(path: string): { readonly digest: BlobDigest; readonly fetched: boolean } | undefined {
  const value = readJson(path);
  const { digest, fetched } = isObject(value) ? value : {};
  if (typeof digest !== "string" || !isBlobDigest(digest)) return undefined;
  return { digest, fetched: fetched === true };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
