import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { type Op, withDeadline } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { startedHealth, withHealth } from "#core/container/health.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { RunningLease } from "#core/network/contract.ts";
import type { LeftTask, Task } from "#core/runtime/contract.ts";
import { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";
import { discard } from "./discard.ts";
import { containersFolder } from "./folders.ts";
import { networkLinksOf } from "./links.ts";
import { thaw } from "./pause.ts";
import { sweepSharedMemory } from "./shared-memory.ts";
import { follow } from "./start.ts";
import { sweepPrepared } from "./volumes.ts";

const lostExitCode = 255;
const adoptedAtOnce = 16;

/**
 * Brings memory, kernel and disk in line after a start of the engine, whatever ended the last one: containers that run
 * are taken over with their process, those that ended meanwhile get their true exit code, and what belongs to nobody goes.
 */
export async function recover(op: Op, context: ContainerContext): Promise<void> {
  for (const { value } of await context.store.list<ContainerRecord>(op, "container")) {
    context.table.add(new ContainerEntry(value));
  }
  forgetBrokenLinks(context);
  const ids = new Set(context.table.all().map((entry) => entry.id as string));
  const adopted = await adoptTasks(op, context, ids);
  await context.snapshots.recover(op, { writables: ids, parents: parentsOf(context) });
  await sweepFolders(context, ids);
  await sweepSharedMemory(context, new Set(adopted.keys()));
  await sweepPrepared(context);
  await context.volumes.recover(op, mountedVolumes(context, adopted));
  await context.networks.recover(op, runningLeases(context, adopted));
  for (const entry of context.table.all()) await settle(op, context, entry, adopted.get(entry.id));
}

/** Links to containers that are gone. */
function forgetBrokenLinks(context: ContainerContext): void {
  for (const entry of context.table.all()) {
    const { links } = entry.record;
    if (links !== undefined)
      context.note(entry, { links: links.filter(({ target }) => context.table.withId(target) !== undefined) });
  }
}

/** Tasks by container; those of execs and of containers without a record are ended. One that hangs holds up no other. */
async function adoptTasks(op: Op, context: ContainerContext, known: ReadonlySet<string>): Promise<Map<string, Task>> {
  const adopted = new Map<string, Task>();
  const waiting = await context.tasks.leftTasks(op);
  const work = async (): Promise<void> => {
    for (let left = waiting.shift(); left !== undefined; left = waiting.shift()) {
      const task = await adoptOne(op, context, left, known);
      if (task !== undefined && left.execId === undefined) adopted.set(left.containerId, task);
    }
  };
  await Promise.all(Array.from({ length: adoptedAtOnce }, work));
  return adopted;
}

async function adoptOne(
  op: Op,
  context: ContainerContext,
  left: LeftTask,
  known: ReadonlySet<string>,
): Promise<Task | undefined> {
  const { containerId } = left;
  using bounded = withDeadline(op, deadlines.runtimeMs, `adoption of the task of ${containerId}`);
  try {
    if (known.has(containerId)) return await context.tasks.adopt(bounded, left);
    await context.tasks.destroy(bounded, containerId, context.runtimeOf(context.settings.defaultRuntime));
  } catch (error) {
    context.log.error("task was not adopted", { container: containerId, error });
  }
  return undefined;
}

/** On top of which layers each writable snapshot lies, should it have to be made anew. */
function parentsOf(context: ContainerContext): Map<string, Digest> {
  const parents = new Map<string, Digest>();
  for (const { record } of context.table.all()) {
    if (record.image.chainId !== undefined) parents.set(record.id, record.image.chainId);
  }
  return parents;
}

function mountedVolumes(context: ContainerContext, adopted: ReadonlyMap<string, Task>): Map<string, string[]> {
  const mounted = new Map<string, string[]>();
  for (const id of adopted.keys()) {
    const points = context.table.find(id).record.mounts;
    mounted.set(
      id,
      points.flatMap(({ Type, Name = "" }) => (Type === "volume" ? [Name] : [])),
    );
  }
  return mounted;
}

async function sweepFolders(context: ContainerContext, known: ReadonlySet<string>): Promise<void> {
  const folder = containersFolder(context.settings);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function runningLeases(context: ContainerContext, adopted: ReadonlyMap<string, Task>): RunningLease[] {
  const leases: RunningLease[] = [];
  for (const [containerId, task] of adopted) {
    const entry = context.table.find(containerId);
    const { lease, name } = entry.record;
    if (lease === undefined || task.pid === 0) continue;
    const request = { ...lease.request, links: networkLinksOf(context, entry) };
    leases.push({ containerId, containerName: name, pid: task.pid, settings: lease.settings, request });
  }
  return leases;
}

async function settle(op: Op, context: ContainerContext, entry: ContainerEntry, task: Task | undefined): Promise<void> {
  const { state } = entry.record;
  if (task !== undefined) {
    await saveAsItRuns(op, context, entry, task);
    entry.task = task;
    if (entry.record.pausedUntil !== undefined && entry.paused) await runOn(op, context, entry);
    context.note(entry, withHealth(entry.record.health, startedHealth));
    if (entry.record.manuallyStopped === true) entry.restarts.refuse();
    follow(context, entry, task);
    return;
  }
  if (state.status === "restarting" || state.status === "starting-again")
    await context.save(op, entry, { state: { ...state, status: "exited" } }, "normal");
  if (state.status === "starting")
    await context.save(op, entry, { state: { ...state, status: neverRan(entry) } }, "normal");
  if (state.status === "running" || state.status === "paused") {
    const ended = { status: "exited", pid: 0, exitCode: lostExitCode, finishedAt: nowRfc3339Nano() } as const;
    const ending = { ...entry.record.ending, lost: true } as const;
    await context.save(op, entry, { state: { ...state, ...ended }, ending }, "full");
  }
  if (entry.record.hostConfig.AutoRemove === true && entry.record.state.status === "exited")
    await discard(op, context, entry);
}

/**
 * The record may be a step behind the kernel: the program runs though its start, or stands still though its pause, was
 * not recorded yet. A start by somebody begins anew, as it would have done.
 */
async function saveAsItRuns(op: Op, context: ContainerContext, entry: ContainerEntry, task: Task): Promise<void> {
  const { state } = entry.record;
  const status = task.pid > 0 && context.tasks.isFrozen(entry.id) ? "paused" : "running";
  if (state.status === status || (task.pid === 0 && state.status === "paused")) return;
  if (state.status === "running" || state.status === "paused")
    return context.save(op, entry, { state: { ...state, status } }, "normal");
  const begun = { ...state, status, pid: task.pid, startedAt: nowRfc3339Nano() } as const;
  const anew = state.status === "starting" ? { restartCount: 0, manuallyStopped: false } : {};
  await context.save(op, entry, { state: begun, ending: {}, ...anew }, "normal");
}

/** It was paused for a commit that a crash has ended. */
async function runOn(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<void> {
  try {
    await thaw(withDeadline(op, deadlines.runtimeMs, `unpause of container ${entry.id}`), context, entry);
  } catch (error) {
    context.log.error("container was not unpaused", { container: entry.id, error });
  }
}

function neverRan(entry: ContainerEntry): "created" | "exited" {
  return entry.record.state.startedAt.startsWith("0001-") ? "created" : "exited";
}
