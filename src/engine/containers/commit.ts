import type { ContainerConfig } from "#api/types.gen.ts";
import { isEngineError, messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { committedConfig } from "#core/container/committed-config.ts";
import { cannotCommit } from "#core/container/errors.ts";
import type { CommitRequest, CommittedImage } from "#core/image/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import { pause, unpause } from "./pause.ts";

export interface CommitOptions {
  /** Normalised; undefined: the image gets none. */
  readonly name: string | undefined;
  readonly author: string;
  readonly comment: string;
  /** Whether a running container stands still meanwhile. */
  readonly pause: boolean;
  /** Dockerfile instructions. */
  readonly changes: readonly string[];
  /** Laid over the container's own; undefined: nothing is. */
  readonly config: ContainerConfig | undefined;
}

/** `POST /commit`: an image of what differs in a container's own files from its image; volumes are none of them. */
export async function commit(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: CommitOptions,
): Promise<CommittedImage> {
  refuseLeaving(entry);
  const config = committedConfig(entry.record.config, options);
  const thaw = options.pause ? await standStill(op, context, entry) : undefined;
  try {
    const { upper, lowers } = context.snapshots.overlayOf(entry.id);
    if (upper === undefined) throw new TypeError("a container without a writable tree");
    const committed = await context.images.commit(op, {
      image: imageOf(entry),
      layer: context.files.layer(op, { upper, lowers }),
      config,
      command: entry.record.config.Cmd ?? [],
      name: options.name,
      author: options.author,
      comment: options.comment,
    });
    const { id: imageID, reference: imageRef } = committed;
    emit(context, entry, "commit", { comment: options.comment, imageID, imageRef });
    return committed;
  } finally {
    await thaw?.();
  }
}

function imageOf({ record: { image } }: ContainerEntry): CommitRequest["image"] {
  const { id, manifestDigest } = image;
  return id === "" || manifestDigest === undefined ? undefined : { id, manifestDigest };
}

/** @throws conflict */
function refuseLeaving({ id, record: { state } }: ContainerEntry): void {
  if (state.status === "dead") throw cannotCommit(id, "Dead");
  if (state.status === "removing") throw cannotCommit(id, "being removed");
}

/** Pauses a container that runs. @returns what lets it run on; undefined where it stands still as it is */
async function standStill(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
): Promise<(() => Promise<void>) | undefined> {
  try {
    await pause(op, context, entry, { until: "commit" });
  } catch (error) {
    if (isEngineError(error, "conflict")) return undefined;
    throw error;
  }
  return async () => {
    try {
      await unpause(backgroundOp(op.log), context, entry);
    } catch (error) {
      if (!isEngineError(error, "conflict")) op.log.error("container was not unpaused", { error: messageOf(error) });
    }
  };
}
