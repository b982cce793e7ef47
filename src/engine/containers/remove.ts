import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { cannotRemoveRunning, removalInProgress } from "#core/container/errors.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { discard } from "./discard.ts";
import { untilReleased } from "./exit.ts";
import { removeLink } from "./links.ts";
import { kill9 } from "./stop.ts";

export interface RemoveOptions {
  readonly force: boolean;
  /** Anonymous volumes go too. */
  readonly volumes: boolean;
  /** Only the link goes by whose name the container was called. */
  readonly link: boolean;
  /** What the client calls itself. */
  readonly client?: string;
}

export interface RemoveCall {
  /** As the request named it. */
  readonly ref: string;
  readonly options: RemoveOptions;
}

/** `DELETE /containers/{id}`. @throws conflict when it runs and `force` is not given */
export async function remove(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { ref, options }: RemoveCall,
): Promise<void> {
  checkNotRemoving(entry);
  if (options.link) return await removeLink(op, context, ref);
  await entry.lock.run(op, async () => {
    checkRemoval(entry, options);
    if (isActive(entry)) await kill9(op, context, entry, { act: "remove", client: options.client });
    await untilReleased(op, entry).catch((error: unknown) => {
      if (!options.force || !isEngineError(error, "deadline-exceeded")) throw error;
    });
    await discard(op, context, entry, { volumes: options.volumes });
  });
}

/** @throws conflict while somebody removes it */
export function checkNotRemoving(entry: ContainerEntry): void {
  if (entry.removing) throw removalInProgress(entry.record.name);
}

/** @throws conflict when it runs and `force` is not given */
export function checkRemoval(entry: ContainerEntry, { force }: Pick<RemoveOptions, "force">): void {
  if (isActive(entry) && !force) throw cannotRemoveRunning(entry.record.name, activityOf(entry));
}

function isActive(entry: ContainerEntry): boolean {
  return entry.running || entry.awaitsRestart;
}

function activityOf(entry: ContainerEntry): "running" | "paused" | "restarting" {
  if (entry.awaitsRestart) return "restarting";
  return entry.paused ? "paused" : "running";
}
