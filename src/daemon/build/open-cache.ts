import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { KeptFolderStore } from "#engine/build/cache/kept-folders.ts";
import { ResultCache } from "#engine/build/cache/result-cache.ts";
import { BuildHistory } from "#engine/build/service/history.ts";
import { Places } from "#engine/build/why/places.ts";
import type { HeldContent } from "#engine/images/dependencies.ts";
import type { Builtins } from "../builtins.ts";

/** What builds have left on the disk. */
export interface OpenedCache {
  readonly cache: ResultCache;
  readonly folders: KeptFolderStore;
  readonly places: Places;
  readonly history: BuildHistory;
  now(): number;
  /** Where contexts that come as archives are unpacked, for the time of a build. */
  readonly contextsFolder: string;
  /** What images must keep for it. */
  held(): HeldContent;
}

/** Reads the build cache, and takes away what a former engine left unfinished. Layers must be known by now. */
export async function openBuildCache(
  op: Op,
  { store, snapshots }: Pick<Builtins, "store" | "snapshots">,
  dataRoot: string,
): Promise<OpenedCache> {
  const path = join(dataRoot, "build");
  await mkdir(path, { recursive: true, mode: 0o710 });
  const contextsFolder = join(path, "contexts");
  await rm(contextsFolder, { recursive: true, force: true });
  await mkdir(contextsFolder, { mode: 0o700 });
  const now = (): number => Date.now();
  const { steps, trees } = snapshots;
  const cache = new ResultCache({ store, steps, now, hasLayer: (chainId) => snapshots.hasLayer(chainId) });
  const folders = new KeptFolderStore({ path: join(path, "folders"), cache, trees, log: op.log, now });
  const places = new Places(store);
  const history = new BuildHistory({ path: join(path, "history"), log: op.log, now });
  await cache.restore(op);
  await Promise.all([folders.recover(), places.restore(op), history.restore()]);
  return { cache, contextsFolder, folders, places, history, now, held: () => heldBy(cache) };
}

function heldBy(cache: ResultCache): HeldContent {
  const layers = new Set<Digest>();
  const blobs = new Set<Digest>();
  for (const needed of cache.needed()) {
    if (!("of" in needed)) blobs.add(needed.blob);
    else if (needed.of === "image") {
      layers.add(needed.chainId);
      blobs.add(needed.blob);
    }
  }
  return { layers, blobs };
}
