import type { ContainerUpdateRequest, ContainerUpdateResponse } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { cannotUpdate, markedForRemovalAtUpdate } from "#core/container/errors.ts";
import { checkUpdate, liveChange, updatedHostConfig } from "#core/container/update.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { createFacts } from "./create-facts.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";

/** `POST /containers/{id}/update`: limits at once where it runs, and for later starts. @throws what Docker says */
export async function update(
  op: Op,
  context: ContainerContext,
  { ref, request }: { readonly ref: string; readonly request: ContainerUpdateRequest },
): Promise<ContainerUpdateResponse> {
  const { asked, warnings } = checkUpdate(request, createFacts(context));
  const entry = context.table.find(ref);
  await entry.lock.run(op, async () => {
    try {
      await change(op, context, entry, asked);
    } catch (error) {
      throw isEngineError(error) ? cannotUpdate(entry.id, error) : error;
    }
  });
  emit(context, entry, "update");
  return { Warnings: warnings.length === 0 ? null : warnings };
}

async function change(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  asked: ContainerUpdateRequest,
): Promise<void> {
  if (entry.removing) throw markedForRemovalAtUpdate();
  const hostConfig = updatedHostConfig(entry.record.hostConfig, asked);
  const resources = liveChange(asked);
  if (entry.running && resources !== undefined) {
    const runtime = context.runtimeOf(entry.record.runtime);
    await context.tasks.update(op, { containerId: entry.id, runtime, resources });
    commitPoint("container.update.done");
  }
  await context.save(op, entry, { hostConfig }, "full");
}
