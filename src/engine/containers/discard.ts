import { rm } from "node:fs/promises";
import { commitPoint } from "#base/commit-points.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import { containerFolder } from "./folders.ts";
import { markLinks } from "./links.ts";

/**
 * Removes a container that does not run. First the record goes (what was answered as removed never comes back), then its
 * files: a crash in between leaves only what the next start sweeps away. Its anonymous volumes go with it when they are
 * asked for, and with `--rm`. The caller holds the entry's lock.
 */
export async function discard(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: { readonly volumes?: boolean } = {},
): Promise<void> {
  if (context.table.has(entry)) {
    entry.removing = true;
    const durability = entry.record.hostConfig.AutoRemove === true ? "normal" : "full";
    const volumes = context.volumes.removal(volumesThatGo(entry, options), entry.id);
    try {
      await context.store.commit(op, [{ delete: "container", key: entry.id }, ...volumes.records], durability);
    } catch (error) {
      volumes.cancel();
      throw error;
    }
    commitPoint("container.remove.committed");
    entry.waiting.close();
    markLinks(context, entry);
    context.table.remove(entry);
    await Promise.all([removeFiles(context, entry), volumes.finish(backgroundOp(context.log))]);
    commitPoint("container.remove.files");
    emit(context, entry, "destroy");
    entry.exits.removed(entry.record.state.exitCode);
  }
}

/** Names of the volumes that go with a container, unless others have them. */
export function volumesThatGo({ record }: ContainerEntry, options: { readonly volumes?: boolean }): readonly string[] {
  const go = record.hostConfig.AutoRemove === true || options.volumes === true;
  return go ? (record.anonymousVolumes ?? []) : [];
}

async function removeFiles(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  const op = backgroundOp(context.log);
  const results = await Promise.allSettled([
    context.snapshots.removeWritable(op, entry.id),
    rm(containerFolder(context.settings, entry.id), { recursive: true, force: true }),
  ]);
  for (const result of results) {
    if (result.status === "rejected") {
      context.log.warn("files of a removed container stay until the next start", {
        container: entry.id,
        error: result.reason,
      });
    }
  }
}
