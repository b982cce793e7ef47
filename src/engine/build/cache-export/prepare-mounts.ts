import { stat } from "node:fs/promises";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import { isChosen, type MountChoice, unknownMounts } from "#core/build/cache/mount-choice.ts";
import type { MountContent } from "#core/build/cache/mount-content.ts";
import type { LayerPacking } from "#core/build/image/layer-packing.ts";
import { cacheMountKey } from "#core/build/run/cache-key.ts";
import type { CacheMount } from "#core/build/run-operation.ts";
import type { Platform } from "#formats/oci/image.ts";
import { packTrees } from "../export/layer-packer.ts";
import type { CacheRoom } from "./export-caches.ts";

export interface WantedMounts {
  readonly mounts: MountChoice;
  readonly packing: LayerPacking;
}

/**
 * What cache mounts of the build hold: those of this engine, else those of the caches that the build names, which would be lost
 * otherwise where no step had to run. What is nowhere is left out. Within `holding`. @throws invalid-argument for an id that no mount has
 */
export async function prepareMounts(
  op: Op,
  room: CacheRoom,
  { mounts, packing }: WantedMounts,
): Promise<MountContent[]> {
  const all = room.result.images.flatMap(({ platform, mounts: own }) => own.map((mount) => ({ mount, platform })));
  const [unknown] = unknownMounts(
    mounts,
    all.map(({ mount }) => mount),
  );
  if (unknown !== undefined)
    throw new EngineError("invalid-argument", `no cache mount of the build has the id ${quote(unknown)}`);
  const chosen = new Map(
    all.flatMap((one) => (isChosen(mounts, one.mount) ? [[cacheMountKey(one.mount), one] as const] : [])),
  );
  const prepared: MountContent[] = [];
  for (const [key, { mount, platform }] of [...chosen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content =
      (await packMount(op, room, { mount, key, packing })) ?? (await carried(op, room, { key, platform }));
    if (content !== undefined) prepared.push(content);
  }
  return prepared;
}

interface PackedMount extends Pick<WantedMounts, "packing"> {
  readonly mount: CacheMount;
  readonly key: string;
}

async function packMount(
  op: Op,
  { folders, images, files, steps }: CacheRoom,
  { mount, key, packing }: PackedMount,
): Promise<MountContent | undefined> {
  await using kept = await folders.acquireKnown(op, { type: "exec.cachemount", key, sharing: mount.sharing });
  if (kept === undefined) return undefined;
  const { path } = kept;
  const { mode, uid, gid } = await stat(path);
  const { blob, diffId, mediaType, sizeBytes } = await steps.part(`packing cache mount ${mount.id}`, () =>
    packTrees(op, { content: images.content, files }, { upper: path, lowers: [], packing }),
  );
  const descriptor = { mediaType, digest: blob, size: sizeBytes };
  return { descriptor, diffId, key, folder: { mode: mode & 0o7777, uid, gid } };
}

async function carried(
  op: Op,
  { context }: CacheRoom,
  { key, platform }: { readonly key: string; readonly platform: Platform },
): Promise<MountContent | undefined> {
  let found: MountContent | undefined;
  await context.imports?.withMount(op, key, { platform }, async (_, content) => {
    found = content;
  });
  return found;
}
