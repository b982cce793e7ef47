import { commitPoint } from "#base/commit-points.ts";
import { backgroundOp, type Op, orEnd, withDeadline } from "#base/op.ts";
import { rfc3339Nano } from "#base/time.ts";
import { containerAttributes } from "#core/container/events.ts";
import { unwatchedHealth, withHealth } from "#core/container/health.ts";
import { wantsRestart } from "#core/container/restart-policy.ts";
import type { ExitRecord, Task } from "#core/runtime/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";
import { discard } from "./discard.ts";
import { dropSharedMemory } from "./shared-memory.ts";
import { releaseVolumes } from "./volumes.ts";

export interface Watched {
  readonly task: Task;
  /** Starts the container again, when its restart policy says so and the wait is over. */
  readonly again: () => void;
}

/** Follows a running task until its end, whoever ended it. */
export function watchTask(context: ContainerContext, entry: ContainerEntry, { task, again }: Watched): void {
  task.onNotice((notice) => {
    if (notice === "oom") emit(context, entry, "oom");
    else emit(context, entry, "detach");
  });
  entry.recorded = task.exited
    .then((exit) => recordEnd(context, entry, { task, exit, again }))
    .catch((error: unknown) => context.log.error("container exit was not recorded", { container: entry.id, error }));
  entry.released = Promise.all([entry.recorded, task.released]).then(() => undefined);
}

interface Ending extends Watched {
  readonly exit: ExitRecord;
}

/**
 * A task has ended: says so in the record and to all who wait, and gives back what it held. With `--rm` the container
 * goes too, unless a restart is under way.
 */
async function recordEnd(context: ContainerContext, entry: ContainerEntry, ending: Ending): Promise<void> {
  const { task, exit } = ending;
  const op = backgroundOp(context.log);
  entry.task = undefined;
  entry.healthWatch?.stop();
  entry.healthWatch = undefined;
  const again = planRestart(entry, exit);
  const goes = entry.record.hostConfig.AutoRemove === true && !entry.restarting && !again;
  const state = exitedState(entry, exit);
  const restarting = {
    state: { ...state, status: "restarting" },
    restartCount: entry.record.restartCount + 1,
  } as const;
  const change = { ...(again ? restarting : { state }), ...withHealth(entry.record.health, unwatchedHealth) };
  const saved = context.save(op, entry, change, goes ? "normal" : "full");
  await Promise.all([
    saved,
    releaseNetworks(context, entry),
    dropSharedMemory(context, entry),
    releaseVolumes(context, entry),
  ]);
  commitPoint("container.exit.recorded");
  task.acknowledge();
  commitPoint("container.exit.acknowledged");
  emit(context, entry, "die", { exitCode: String(exit.exitCode), execDuration: durationOf(entry) });
  entry.exits.exited(exit.exitCode);
  if (goes) discardLater(context, entry);
  entry.restarts.arm(ending.again);
}

/** Whether the policy starts it again; the wait for that begins when the end is recorded. */
function planRestart(entry: ContainerEntry, exit: ExitRecord): boolean {
  const { hostConfig, restartCount, manuallyStopped = false, state } = entry.record;
  const run = { exitCode: exit.exitCode, restartCount, manuallyStopped };
  if (entry.restarts.refused || !wantsRestart(hostConfig.RestartPolicy, run)) return false;
  entry.restarts.plan({ ranMs: Number(exit.finishedAtNs / 1_000_000n) - Date.parse(state.startedAt) });
  return true;
}

/** Outside the exit itself, since whoever ended the container may hold its lock. */
function discardLater(context: ContainerContext, entry: ContainerEntry): void {
  const op = backgroundOp(context.log);
  entry.lock
    .run(op, () => discard(op, context, entry))
    .catch((error: unknown) => context.log.error("container was not removed", { container: entry.id, error }));
}

function exitedState(entry: ContainerEntry, exit: ExitRecord): ContainerEntry["record"]["state"] {
  return {
    ...entry.record.state,
    status: "exited",
    pid: 0,
    exitCode: exit.exitCode,
    error: "",
    oomKilled: exit.oomKilled,
    finishedAt: rfc3339Nano(exit.finishedAtNs),
  };
}

/** Seconds that the last run took, as the `die` event says. */
function durationOf(entry: ContainerEntry): string {
  const { startedAt, finishedAt } = entry.record.state;
  return String(Math.max(0, Math.floor((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)));
}

async function releaseNetworks(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  using op = withDeadline(backgroundOp(context.log), deadlines.networkMs, `release of the networks of ${entry.id}`);
  try {
    await context.networks.release(op, entry.id);
  } catch (error) {
    context.log.warn("networks were not released", { container: entry.id, error });
  }
}

/** Emits an event of the container with its image, name and labels. */
export function emit(
  context: ContainerContext,
  entry: ContainerEntry,
  action: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const attributes = { ...containerAttributes(entry.record), ...more };
  context.events.emit({ type: "container", action, actorId: entry.id, attributes });
}

/** Waits until an ended task has given everything back, so that the container can be started or removed. */
export async function untilReleased(op: Op, entry: ContainerEntry): Promise<void> {
  using bounded = withDeadline(op, deadlines.releaseMs, `container ${entry.id} giving back what its last run held`);
  await orEnd(bounded, entry.released);
}
