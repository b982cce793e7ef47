import { chmod, chown } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import { cacheMountDescription, cacheMountKey } from "#core/build/run/cache-key.ts";
import { mountSourceMissing } from "#core/build/run/errors.ts";
import type { PlacedMount } from "#core/build/run/targets.ts";
import type { CacheMount } from "#core/build/run-operation.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { openPathIn, statIn } from "#sys/rooted-files.ts";
import type { StepDependencies } from "./dependencies.ts";
import { openInput } from "./open-input.ts";
import { restoreMount } from "./restore-mount.ts";
import type { StepGround } from "./step-mounts.ts";

/**
 * Gets the folders of all cache mounts of a step: one after the other by their ids, so that two steps that lock the same ones do
 * not wait for each other.
 */
export async function lendCaches(
  op: Op,
  dependencies: StepDependencies,
  { placed, ...ground }: StepGround & { readonly placed: readonly PlacedMount[] },
): Promise<ReadonlyMap<CacheMount, string>> {
  const caches = placed.flatMap(({ mount, target }) => (mount.type === "cache" ? [{ mount, target }] : []));
  const folders = new Map<CacheMount, string>();
  const paths = new Map<string, string>();
  for (const { mount, target } of caches.sort((a, b) => (a.mount.id < b.mount.id ? -1 : 1))) {
    const key = cacheMountKey(mount);
    // One step that mounts a cache twice would wait for itself.
    const path = paths.get(key) ?? (await lend(op, dependencies, { mount, target, key, ...ground }));
    paths.set(key, path);
    folders.set(mount, path);
  }
  return folders;
}

interface CacheWish extends StepGround {
  readonly mount: CacheMount;
  readonly target: string;
  readonly key: string;
}

/** Who shares a folder comes to it when what it begins with is there. */
async function lend(op: Op, dependencies: StepDependencies, wish: CacheWish): Promise<string> {
  if (wish.mount.sharing !== "shared") return await take(op, dependencies, wish);
  return await wish.turns.run(op, wish.key, () => take(op, dependencies, wish));
}

async function take(op: Op, dependencies: StepDependencies, wish: CacheWish): Promise<string> {
  const { mount, target, key, operation, held } = wish;
  const kept = await dependencies.caches.acquire(op, {
    type: "exec.cachemount",
    key,
    description: cacheMountDescription(mount, { target, args: operation.args }),
    sharing: mount.sharing,
  });
  held.use(kept);
  if (kept.isNew) {
    await begin(op, dependencies, { ...wish, path: kept.path });
    kept.complete();
  }
  return kept.path;
}

/** Makes a new folder what a cache of the build says that it held, else what the mount says that it begins with. */
async function begin(
  op: Op,
  dependencies: StepDependencies,
  { mount, key, path, context }: CacheWish & { readonly path: string },
): Promise<void> {
  const isRestored = await context.withMount?.(op, key, (restoring, content) =>
    restoreMount(restoring, dependencies.trees, content, path),
  );
  if (isRestored === true) return;
  const { from, source, mode, owner } = mount;
  if (from !== "scratch") {
    await using tree = await openInput(op, dependencies, { from, context, writable: false });
    if (statIn(tree.fd, source)?.type !== "directory") throw mountSourceMissing(source);
    using folder = new FdHandle(openPathIn(tree.fd, source, { directory: true }));
    await dependencies.trees.copyInto(op, folder.fd, path);
  }
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
  if (mode !== undefined) await chmod(path, mode);
}
