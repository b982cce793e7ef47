import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { alreadyPaused, isRestarting, notPaused, notRunning } from "#core/container/errors.ts";
import { unwatchedHealth, withHealth } from "#core/container/health.ts";
import { watchHealth } from "../health/monitor.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";

/**
 * `POST /containers/{id}/pause`. One that stands still only until a commit has read it runs on after a crash of the engine.
 * @throws conflict
 */
export async function pause(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { until }: { readonly until?: "commit" } = {},
): Promise<void> {
  await entry.lock.run(op, async () => {
    if (entry.awaitsRestart) throw isRestarting(entry.id);
    if (!entry.running) throw notRunning(entry.id);
    if (entry.paused) throw alreadyPaused(entry.id);
    const { pausedUntil: _, ...rest } = entry.record;
    entry.record = rest;
    if (until !== undefined) await context.save(op, entry, { pausedUntil: until }, "normal");
    await context.tasks.pause(op, entry.id, context.runtimeOf(entry.record.runtime));
    commitPoint("container.pause.done");
    entry.healthWatch?.stop();
    const state = { ...entry.record.state, status: "paused" } as const;
    await context.save(op, entry, { state, ...withHealth(entry.record.health, unwatchedHealth) }, "normal");
    emit(context, entry, "pause");
  });
}

/** `POST /containers/{id}/unpause`. @throws conflict */
export async function unpause(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<void> {
  await entry.lock.run(op, async () => {
    if (!entry.paused) throw notPaused(entry.id);
    await thaw(op, context, entry);
    emit(context, entry, "unpause");
  });
}

/** Lets a paused container run on. The caller holds the lock. */
export async function thaw(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<void> {
  await context.tasks.resume(op, entry.id, context.runtimeOf(entry.record.runtime));
  commitPoint("container.unpause.done");
  if (!entry.paused) return;
  const { pausedUntil: _, ...rest } = entry.record;
  entry.record = rest;
  await context.save(op, entry, { state: { ...entry.record.state, status: "running" } }, "normal");
  if (entry.running) watchHealth(context, entry);
}
