import { commitPoint } from "#base/commit-points.ts";
import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import { backgroundOp, type Op, withDeadline } from "#base/op.ts";
import { nowNs, nowRfc3339Nano, zeroTime } from "#base/time.ts";
import { type Ending, startFailureOf } from "#core/container/ending.ts";
import { cannotStartPaused, markedForRemoval } from "#core/container/errors.ts";
import { startedHealth, withHealth } from "#core/container/health.ts";
import { endpointsOnceStarted } from "#core/container/recorded-endpoints.ts";
import type { NetworkLease, NetworkRequest } from "#core/network/contract.ts";
import type { Task } from "#core/runtime/contract.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { watchHealth } from "../health/monitor.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";
import { discard } from "./discard.ts";
import { emit, untilReleased, watchTask } from "./exit.ts";
import { linkedFacts, tellParents } from "./links.ts";
import { networkRequestOf } from "./network-request.ts";
import { prepareRun } from "./prepare-run.ts";
import { mountRoot } from "./root-mount.ts";
import { dropSharedMemory, mountSharedMemory } from "./shared-memory.ts";
import { taskIoOf } from "./task-io.ts";
import { dropPrepared, mountSources, releaseVolumes } from "./volumes.ts";

export interface StartOptions {
  /** Without published ports and aliases, until it takes over from another container. */
  readonly standby?: boolean;
  /** Also in the ipc and uts namespaces of the container whose pid namespace it joins. */
  readonly toolbox?: boolean;
}

/** `POST /containers/{id}/start`. @throws not-modified when it runs already · conflict */
export async function start(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { standby = false, toolbox = false }: StartOptions = {},
): Promise<void> {
  if (entry.removing) throw markedForRemoval();
  await entry.lock.run(op, async () => {
    if (entry.paused) throw cannotStartPaused();
    if (entry.running || entry.awaitsRestart) throw new EngineError("not-modified", "container is already running");
    if (entry.removing) throw markedForRemoval();
    await untilReleased(op, entry);
    await begin(op, context, entry, { automatic: false, standby, toolbox });
  });
}

/** An automatic restart, once its wait is over; one that was called off in between does nothing. */
export async function startAgain(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  const op = backgroundOp(context.log);
  await entry.lock.run(op, async () => {
    if (!entry.restarts.due) return;
    try {
      await untilReleased(op, entry);
      await begin(op, context, entry, { ...startedAlone, automatic: true });
    } catch (error) {
      context.log.warn("container was not restarted", { container: entry.id, error });
      entry.restarts.done();
      const state = { ...entry.record.state, status: "exited" } as const;
      if (entry.record.state.status !== "exited") await context.save(op, entry, { state }, "normal");
      entry.exits.exited(entry.record.state.exitCode);
    }
  });
}

export interface StartKind {
  /** By the restart policy: its attempts are counted on. */
  readonly automatic: boolean;
  readonly standby: boolean;
  readonly toolbox: boolean;
}

const startedAlone: StartKind = { automatic: false, standby: false, toolbox: false };

/**
 * Starts the container's program. What fails is undone, stands in the record's `error`, and ends those who attached;
 * with `--rm` the container goes. The caller holds the lock.
 */
export async function begin(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  kind: StartKind = startedAlone,
): Promise<void> {
  try {
    if (!kind.automatic) entry.restarts.reset();
    const begunNs = nowNs();
    const task = await entry.rootLock.run(op, async () => {
      entry.task = await launch(op, context, entry, kind);
      return entry.task;
    });
    handLateOnes(entry, task, begunNs);
    commitPoint("container.start.runs");
    const restartCount = kind.automatic ? entry.record.restartCount : 0;
    const change = {
      ...{ state: runningState(entry, task), restartCount, manuallyStopped: false, ending: endingOfStarted(entry) },
      ...withHealth(entry.record.health, startedHealth),
    };
    await context.save(op, entry, change, "normal");
    commitPoint("container.start.recorded");
    emit(context, entry, "start");
    entry.restarts.done();
    follow(context, entry, task);
  } catch (error) {
    entry.waiting.close();
    await recordFailure(op, context, entry, error);
    throw error;
  }
}

/** Clients that attached while the start had those of before already get what the program has said since. */
function handLateOnes({ waiting }: ContainerEntry, task: Task, begunNs: bigint): void {
  const replay = task.replays ? { replaySinceNs: begunNs } : {};
  for (const client of waiting.take()) task.attach({ ...client, ...replay });
}

/** Watches a task that runs, and starts the container again at its end if its policy says so. */
export function follow(context: ContainerContext, entry: ContainerEntry, task: Task): void {
  const again = () => {
    startAgain(context, entry).catch((error: unknown) =>
      context.log.error("container was not restarted", { container: entry.id, error }),
    );
  };
  watchTask(context, entry, { task, again });
  if (!entry.paused) watchHealth(context, entry);
}

function runningState(entry: ContainerEntry, task: Task): ContainerEntry["record"]["state"] {
  return {
    ...entry.record.state,
    status: "running",
    pid: task.pid,
    exitCode: 0,
    error: "",
    oomKilled: false,
    startedAt: nowRfc3339Nano(),
  };
}

/** A run that has begun: what is left to say is how the one before came to its end. */
function endingOfStarted({ record: { state, ending = {} } }: ContainerEntry): Ending {
  const { exitCode, oomKilled, finishedAt } = state;
  const { asked, startFailure } = ending;
  if (finishedAt === zeroTime || startFailure !== undefined) return {};
  return { previous: { exitCode, oomKilled, finishedAt, ...(asked === undefined ? {} : { asked }) } };
}

async function launch(op: Op, context: ContainerContext, entry: ContainerEntry, kind: StartKind): Promise<Task> {
  const linked = linkedFacts(context, entry);
  const before = entry.record.networkingConfig;
  using mounting = withDeadline(op, deadlines.mountMs, `mount of the root file system of container ${entry.id}`);
  using rootfs = new FdHandle(await mountRoot(mounting, context, entry));
  await mountSharedMemory(mounting, context, entry);
  const sources = await mountSources(mounting, context, entry);
  commitPoint("container.start.mounted");
  const request = { ...networkRequestOf(context, entry), ...(kind.standby ? { standby: true } : {}) };
  const lease = await acquireNetworks(op, context, entry, request);
  commitPoint("container.start.networked");
  using netns = new FdHandle(lease.netns ?? -1);
  try {
    const run = await prepareRun(op, context, entry, {
      ...{ rootfs: rootfs.fd, lease, request, sources, linked, toolbox: kind.toolbox },
    });
    const state = { ...entry.record.state, status: kind.automatic ? "starting-again" : "starting" } as const;
    const { settings } = lease;
    const networkingConfig = { EndpointsConfig: endpointsOnceStarted(request.endpoints, settings) };
    const leased = { lease: { request, settings }, ...(request.joinedPid === undefined ? { networkingConfig } : {}) };
    await context.save(op, entry, { state, ...leased }, "normal");
    commitPoint("container.start.leased");
    using running = withDeadline(op, deadlines.runtimeMs, `start of container ${entry.id} by its runtime`);
    const task = await context.tasks.run(running, {
      containerId: entry.id,
      runtime: context.runtimeOf(entry.record.runtime),
      ociSpec: run.spec,
      cgroupsPath: run.cgroupsPath,
      rootfs: rootfs.give(),
      ...(lease.netns === undefined ? {} : { netns: netns.fd }),
      io: { ...taskIoOf(entry), attached: entry.waiting.take() },
    });
    await Promise.all([dropPrepared(context, entry), tellParents(context, entry, settings)]);
    return task;
  } catch (error) {
    context.note(entry, { networkingConfig: before });
    await Promise.all([
      releaseQuietly(context, entry),
      dropSharedMemory(context, entry),
      releaseVolumes(context, entry),
    ]);
    throw error;
  }
}

async function acquireNetworks(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  request: NetworkRequest,
): Promise<NetworkLease> {
  using wiring = withDeadline(op, deadlines.networkMs, `networking of container ${entry.id}`);
  try {
    return await context.networks.acquire(wiring, request);
  } catch (error) {
    await Promise.all([dropSharedMemory(context, entry), releaseVolumes(context, entry)]);
    throw error;
  }
}

async function releaseQuietly(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  try {
    await context.networks.release({ signal: new AbortController().signal, log: context.log }, entry.id);
  } catch (error) {
    context.log.warn("networks of a failed start were not released", { container: entry.id, error });
  }
}

/** A container that failed to start keeps the state it had, with the error and Docker's exit code for it. */
async function recordFailure(op: Op, context: ContainerContext, entry: ContainerEntry, error: unknown): Promise<void> {
  const exitCode = isEngineError(error) && typeof error.data["exitCode"] === "number" ? error.data["exitCode"] : 128;
  const before = entry.record.state;
  const status = before.startedAt.startsWith("0001-") ? "created" : "exited";
  const state = { ...before, status, pid: 0, exitCode, error: messageOf(error) } as const;
  const ending = { startFailure: startFailureOf(error, nowRfc3339Nano()) };
  await context.save({ ...op, signal: new AbortController().signal }, entry, { state, ending }, "normal");
  if (entry.record.hostConfig.AutoRemove === true && !entry.restarting) await discard(op, context, entry);
}
