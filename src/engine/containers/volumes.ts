import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Mount, MountPoint } from "#api/types.gen.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { cleanPath } from "#core/container/oci-spec/plan-mounts.ts";
import { subpathMissing } from "#core/volume/errors.ts";
import type { BelowMount, ImageMount } from "#sys/kernel/contract.ts";
import { isErrno } from "#sys/libc.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/**
 * Mounts the container's volumes, and prepares what a runtime cannot bind by itself. What fails leaves none of it.
 * @returns where each is on the host, by its destination in the container
 * @throws not-found · system
 */
export async function mountSources(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  try {
    for (const point of entry.record.mounts) {
      const source = await sourceOf(op, context, entry, point);
      if (source !== undefined) sources.set(point.Destination, source);
    }
    return sources;
  } catch (error) {
    await releaseVolumes(context, entry);
    throw error;
  }
}

async function sourceOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  point: MountPoint,
): Promise<string | undefined> {
  const { Type, Name: name = "", Destination: destination, RW: writable } = point;
  const target = join(preparedFolder(context, entry.id), Buffer.from(destination).toString("hex").slice(0, 200));
  if (Type === "image") {
    await mountImage(op, context, entry, { point, target });
    return target;
  }
  const below = belowOf(entry, point);
  if (Type !== "volume") {
    if (below === undefined) return undefined;
    return (await prepare(op, context, { ...below, root: "/", target })) ? target : undefined;
  }
  const root = await context.volumes.mount(op, { name, container: entry.id, destination, writable });
  if (below === undefined) return root;
  if (await prepare(op, context, { ...below, root, target })) return target;
  const place = join(root, below.path);
  throw subpathMissing(place, `lstat ${place}: no such file or directory`);
}

async function mountImage(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { point, target }: { readonly point: MountPoint; readonly target: string },
): Promise<void> {
  const source = imageSource(context, entry, point);
  try {
    await context.mounts.mountImage(op, { ...source, target });
  } catch (error) {
    if (!isErrno(error, "ENOENT", "ENOTDIR")) throw error;
    const place = join(point.Source, source.path);
    throw subpathMissing(place, `lstat ${place}: no such file or directory`);
  }
}

/** What is mounted of an image. @throws not-found when the image is gone */
export function imageSource(
  context: ContainerContext,
  entry: ContainerEntry,
  { Name = "", Destination }: MountPoint,
): Omit<ImageMount, "target"> {
  const { chainId } = context.images.resolve(entry.record.imageMounts?.[Destination] ?? Name);
  const path = specOf(entry, Destination)?.ImageOptions?.Subpath ?? "";
  return { overlay: context.snapshots.overlayOfLayers(chainId), path };
}

/** False where nothing is there. */
async function prepare(op: Op, context: ContainerContext, mount: BelowMount): Promise<boolean> {
  try {
    await context.mounts.mountBelow(op, mount);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

/**
 * What is mounted on the host until the container has it. Parts of volumes: their path could be turned into a symlink
 * between the look at it and the mount, and a descriptor cannot be bound in another mount namespace. Binds that are not
 * recursive: crun 1.8 takes all that is mounted below with them.
 */
function belowOf(entry: ContainerEntry, point: MountPoint): Pick<BelowMount, "path" | "recursive"> | undefined {
  const spec = specOf(entry, point.Destination);
  if (point.Type === "bind" && spec?.BindOptions?.NonRecursive === true)
    return { path: point.Source, recursive: false };
  const path = spec?.VolumeOptions?.Subpath ?? "";
  return point.Type === "volume" && path !== "" ? { path, recursive: true } : undefined;
}

export function specOf({ record }: ContainerEntry, destination: string): Mount | undefined {
  const specs = [...(record.hostConfig.Mounts ?? []), ...(record.mountSpecs ?? [])];
  return specs.find(({ Target = "" }) => cleanPath(Target) === destination);
}

/** Gives the volumes of an ended run back. */
export async function releaseVolumes(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  const volumes = entry.record.mounts.filter(({ Type }) => Type === "volume");
  await dropPrepared(context, entry);
  for (const name of new Set(volumes.map(({ Name = "" }) => Name))) {
    try {
      await context.volumes.unmount(backgroundOp(context.log), { name, container: entry.id });
    } catch (error) {
      context.log.warn("a volume was not unmounted", { container: entry.id, volume: name, error });
    }
  }
}

/** The container has its own copies of what was prepared. */
export async function dropPrepared(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  const isPrepared = (point: MountPoint) => point.Type === "image" || belowOf(entry, point) !== undefined;
  if (entry.record.mounts.some(isPrepared)) await drop(context, entry.id);
}

/** Takes away what a crash in the middle of a start left. */
export async function sweepPrepared(context: ContainerContext): Promise<void> {
  for (const id of await readdir(preparedRoot(context)).catch(() => [])) await drop(context, id);
}

async function drop(context: ContainerContext, id: string): Promise<void> {
  const folder = preparedFolder(context, id);
  try {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      await context.mounts.unmount(backgroundOp(context.log), path);
      await rmdir(path).catch(() => rm(path));
    }
    await rmdir(folder).catch(() => {});
  } catch (error) {
    context.log.warn("mounts that were prepared for a container stay", { container: id, error });
  }
}

function preparedRoot({ settings }: ContainerContext): string {
  return join(settings.execRoot, "mounts");
}

function preparedFolder(context: ContainerContext, id: string): string {
  return join(preparedRoot(context), id);
}
