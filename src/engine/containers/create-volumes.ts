import { EngineError, isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { PlannedMount } from "#core/container/create/plan-volumes.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { VolumeBatch } from "#core/volume/contract.ts";
import { volumeOverFile } from "#core/volume/errors.ts";
import { closeFd } from "#sys/fd.ts";
import { isErrno } from "#sys/libc.ts";
import { openPathIn, statIn } from "#sys/rooted-files.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/** What a record says of its mounts, with volumes that have no source yet. */
export function mountsOfRecord(
  planned: readonly PlannedMount[],
): Pick<ContainerRecord, "mounts" | "mountSpecs" | "anonymousVolumes" | "imageMounts"> {
  const specs = planned.flatMap(({ spec }) => (spec === undefined ? [] : [spec]));
  const anonymous = planned.flatMap(({ anonymous, volume }) =>
    anonymous === true && volume !== undefined ? [volume.name] : [],
  );
  const images = planned.flatMap(({ point, image }) => (image === undefined ? [] : [[point.Destination, image]]));
  return {
    mounts: planned.map(({ point }) => point),
    ...(specs.length === 0 ? {} : { mountSpecs: specs }),
    ...(anonymous.length === 0 ? {} : { anonymousVolumes: anonymous }),
    ...(images.length === 0 ? {} : { imageMounts: Object.fromEntries(images) }),
  };
}

/**
 * Finds or makes the volumes of a container that is in the table already, fills the empty ones, and notes in the record
 * where they lie. On failure what it made is gone.
 */
export async function makeVolumes(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  planned: readonly PlannedMount[],
): Promise<VolumeBatch> {
  const batch = await acquire(op, context, planned);
  try {
    const mounts = entry.record.mounts.map((point) => {
      const place = point.Type === "volume" ? batch.places.get(point.Name ?? "") : undefined;
      return place === undefined ? point : { ...point, Source: place.path, Driver: place.driver };
    });
    entry.record = { ...entry.record, mounts };
    await fillVolumes(op, context, entry, planned);
    return batch;
  } catch (error) {
    await batch.abandon();
    throw error;
  }
}

/** What is not found is the client's mistake: at 404 it would pull the image and try again. */
async function acquire(op: Op, context: ContainerContext, planned: readonly PlannedMount[]): Promise<VolumeBatch> {
  const requests = planned.flatMap(({ volume }) => (volume === undefined ? [] : [volume]));
  try {
    return await context.volumes.acquire(op, requests);
  } catch (error) {
    if (!isEngineError(error, "not-found")) throw error;
    throw new EngineError("invalid-argument", error.message, { code: error.code, cause: error });
  }
}

async function fillVolumes(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  planned: readonly PlannedMount[],
): Promise<void> {
  using image = new ImageFiles(op, context, entry);
  for (const { volume, copyUp, anonymous, point } of planned) {
    if (volume === undefined || copyUp !== true) continue;
    const open = () => image.openFolder(point.Destination, anonymous === true);
    await context.volumes.fill(op, { name: volume.name, container: entry.id }, open);
  }
}

/** The files of a container's image, mounted when they are first asked for. */
class ImageFiles implements Disposable {
  readonly #op: Op;
  readonly #context: ContainerContext;
  readonly #entry: ContainerEntry;
  #root: number | undefined;

  constructor(op: Op, context: ContainerContext, entry: ContainerEntry) {
    this.#op = op;
    this.#context = context;
    this.#entry = entry;
  }

  /** A folder of the image; undefined when there is none. @throws system when it is something else */
  async openFolder(path: string, anonymous: boolean): Promise<number | undefined> {
    const { mounts, snapshots } = this.#context;
    this.#root ??= await mounts.mountOverlay(this.#op, snapshots.overlayOfLayers(this.#entry.record.image.chainId));
    const type = typeIn(this.#root, path);
    if (type === undefined) return undefined;
    if (type !== "directory") throw volumeOverFile(path, { anonymous });
    return openPathIn(this.#root, path, { directory: true });
  }

  [Symbol.dispose](): void {
    if (this.#root !== undefined) closeFd(this.#root);
  }
}

/** A link that leads round in a circle leads nowhere. */
function typeIn(root: number, path: string): string | undefined {
  try {
    return statIn(root, path)?.type;
  } catch (error) {
    if (isErrno(error, "ELOOP", "ENAMETOOLONG")) return undefined;
    throw error;
  }
}
