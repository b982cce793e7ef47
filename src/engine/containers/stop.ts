import { EngineError, isEngineError } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import { isSignalNumber, parseSignal, signalNumbers } from "#base/signals.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { type Asking, endRequest } from "#core/container/ending.ts";
import { cannotKill, killTimedOut, notRunning, unsupportedSignal } from "#core/container/errors.ts";
import type { Task } from "#core/runtime/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import { thaw } from "./pause.ts";

export interface StopOptions {
  readonly signal?: string;
  /** What the client calls itself. */
  readonly client?: string;
  /** Undefined: the container's own, or the engine's; -1: for ever. */
  readonly timeoutS?: number;
}

export type EndOptions = StopOptions & Pick<Asking, "act">;

export interface KillOptions {
  /** As the client gave it; empty: KILL. */
  readonly signal: string;
  readonly client?: string;
}

const afterKillMs = 2000;

/** `POST /containers/{id}/stop`. @throws not-modified when it does not run */
export async function stop(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: StopOptions,
): Promise<void> {
  checkStop(entry, options);
  await entry.lock.run(op, () => end(op, context, entry, { ...options, act: "stop" }));
}

/** @throws not-modified when it does not run · invalid-argument for a signal that is none */
export function checkStop(entry: ContainerEntry, { signal }: StopOptions): void {
  if (signal !== undefined) parseSignal(signal);
  if (!entry.running && !entry.awaitsRestart) throw new EngineError("not-modified", "container is already stopped");
}

/** Ends the container's program with its grace; does nothing when none runs. The caller holds the lock. */
export async function end(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { act, client, ...options }: EndOptions,
): Promise<void> {
  const task = entry.task;
  if (task === undefined) {
    if (await callOffRestart(op, context, entry)) emit(context, entry, "stop");
    return;
  }
  const signal = parseSignal(options.signal ?? (entry.record.config.StopSignal || "SIGTERM"));
  entry.restarts.refuse();
  await remember(op, context, entry, { act, client, signal });
  const timeoutS = options.timeoutS ?? graceOf(context, entry);
  deliver(context, entry, task, signal);
  if (entry.paused) await thaw(op, context, entry);
  if (!(await endsWithin(op, task, timeoutS < 0 ? undefined : timeoutS * 1000))) {
    noteOverdue(context, entry);
    await killTask(op, context, entry, task);
  }
  await orEnd(op, entry.recorded);
  emit(context, entry, "stop");
}

/** Seconds that a container's program has to end by itself; negative: for ever. */
export function graceOf({ settings }: Pick<ContainerContext, "settings">, { record }: ContainerEntry): number {
  return record.config.StopTimeout ?? settings.stopTimeoutS;
}

/** Kills the program at once and waits for its end; does nothing when none runs. */
export async function kill9(op: Op, context: ContainerContext, entry: ContainerEntry, asking: Asking): Promise<void> {
  const task = entry.task;
  if (task === undefined) {
    await callOffRestart(op, context, entry);
    return;
  }
  entry.restarts.refuse();
  await remember(op, context, entry, { ...asking, signal: signalNumbers.KILL });
  await killTask(op, context, entry, task);
  await orEnd(op, entry.recorded);
}

/**
 * Saves who asks, before the signal is sent: also after a crash of the engine it is known why the container ended, and that
 * `unless-stopped` is to let it be. The end of the engine itself is no reason for that.
 */
async function remember(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { signal, ...asking }: Asking & { readonly signal: number },
): Promise<void> {
  const asked = endRequest(asking, { signal, at: nowRfc3339Nano() });
  const ending = { ...entry.record.ending, asked };
  const stopped = context.endsAll.aborted ? {} : { manuallyStopped: true };
  await context.save(op, entry, { ending, ...stopped }, "normal");
}

/** Saved with the exit, which follows. */
function noteOverdue(context: ContainerContext, entry: ContainerEntry): void {
  const { asked, ...others } = entry.record.ending ?? {};
  if (asked !== undefined) context.note(entry, { ending: { ...others, asked: { ...asked, overdue: true } } });
}

/** Ends the wait for an automatic restart, and says whether there was one. The caller holds the lock. */
async function callOffRestart(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<boolean> {
  await orEnd(op, entry.recorded);
  if (!entry.restarts.callOff()) return false;
  const state = { ...entry.record.state, status: "exited" } as const;
  await context.save(op, entry, { state, manuallyStopped: true }, "full");
  entry.exits.exited(state.exitCode);
  return true;
}

async function killTask(op: Op, context: ContainerContext, entry: ContainerEntry, task: Task): Promise<void> {
  deliver(context, entry, task, signalNumbers.KILL);
  if (entry.paused) await thaw(op, context, entry);
  if (await endsWithin(op, task, deadlines.killMs)) return;
  await context.tasks.destroy(op, entry.id, context.runtimeOf(entry.record.runtime));
  if (!(await endsWithin(op, task, afterKillMs))) throw killTimedOut(entry.record.name);
}

/** Sends the signal and says so; an end in between is no error. */
function deliver(context: ContainerContext, entry: ContainerEntry, task: Task, signal: number): void {
  try {
    task.signal(signal);
  } catch (error) {
    if (!isEngineError(error, "not-found")) throw error;
    return;
  }
  emit(context, entry, "kill", { signal: String(signal) });
}

/** `POST /containers/{id}/kill`. Answers once the signal is sent, and for KILL once the program has ended. */
export async function kill(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: KillOptions,
): Promise<void> {
  const signal = signalToKillWith(entry, options.signal);
  const sending = () => send(op, context, entry, { ...options, signal });
  await (entry.awaitsRestart ? entry.lock.run(op, sending) : sending());
}

/** @throws conflict when it does not run · invalid-argument for a signal that is none */
export function checkKill(entry: ContainerEntry, name: string): void {
  signalToKillWith(entry, name);
  if (!entry.running && !entry.awaitsRestart) throw cannotKill(entry.record.name, notRunning(entry.id));
}

async function send(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { signal, client }: { readonly signal: number; readonly client?: string | undefined },
): Promise<void> {
  const asking = { act: "kill", client } as const;
  const task = entry.task;
  if (task === undefined && (await callOffRestart(op, context, entry))) return;
  if (task === undefined) throw cannotKill(entry.record.name, notRunning(entry.id));
  if (signal === signalNumbers.KILL) return await kill9(op, context, entry, asking);
  if (endsContainer(entry, signal)) entry.restarts.refuse();
  await remember(op, context, entry, { ...asking, signal });
  deliver(context, entry, task, signal);
}

/** Docker takes any signal for a stop, where the container has no stop signal of its own. */
function endsContainer(entry: ContainerEntry, signal: number): boolean {
  const own = entry.record.config.StopSignal;
  return !own || parseSignal(own) === signal;
}

/** @throws invalid-argument for one that the kernel does not have */
function signalToKillWith(entry: ContainerEntry, name: string): number {
  try {
    const signal = name === "" ? signalNumbers.KILL : parseSignal(name);
    if (isSignalNumber(signal)) return signal;
    throw unsupportedSignal(signal);
  } catch (error) {
    throw isEngineError(error) ? cannotKill(entry.record.name, error) : error;
  }
}

async function endsWithin(op: Op, task: Task, timeoutMs: number | undefined): Promise<boolean> {
  const exited = task.exited.then(() => true);
  if (timeoutMs === undefined) return orEnd(op, exited);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await orEnd(op, Promise.race([exited, late]));
  } finally {
    clearTimeout(timer);
  }
}
