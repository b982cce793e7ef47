import { Mutex } from "#base/mutex.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { Fd, Task } from "#core/runtime/contract.ts";
import { Restarts } from "../restarts/restarts.ts";
import type { Sampled } from "../stats/sampler.ts";
import { ExitWatch } from "./exit-watch.ts";
import { WaitingClients } from "./waiting-clients.ts";

/** The probes of one run; ended with it. */
export interface HealthWatch {
  stop(): void;
}

/** A container as the running engine holds it: the saved record, and what lives only as long as the engine does. */
export class ContainerEntry {
  record: ContainerRecord;
  /** The watched process; undefined when none runs. */
  task: Task | undefined;
  /** Held by start, stop, restart, rename, remove and pause: one of them at a time. */
  readonly lock = new Mutex();
  /**
   * Held while its root file system is mounted: by a start until the task runs, and by whoever opens its files. Two mounts of
   * one overlay do not see each other's changes, so who comes second takes what the first has.
   */
  readonly rootLock = new Mutex();
  /** Mount namespaces that hold its root file system for those who read or write its files. */
  readonly openRoots = new Set<Fd>();
  readonly exits = new ExitWatch();
  readonly restarts = new Restarts();
  /** While its health is watched. */
  healthWatch: HealthWatch | undefined;
  /** As the sampler knows it, once somebody has looked. */
  sampled: Sampled | undefined;
  /** Clients that attached before the start. */
  readonly waiting = new WaitingClients();
  /** Execs that run in it. */
  readonly runningExecs = new Set<string>();
  /** Resolves when the last run's end stands in the record, its networks are given back, and waiters know. */
  recorded: Promise<void> = Promise.resolve();
  /** Resolves when the last run's cgroup, runtime state and shim are gone too. */
  released: Promise<void> = Promise.resolve();
  /** A restart stops it without the removal that `--rm` would bring. */
  restarting = false;
  removing = false;

  constructor(record: ContainerRecord) {
    this.record = record;
  }

  get id(): ContainerRecord["id"] {
    return this.record.id;
  }

  get running(): boolean {
    return this.task !== undefined;
  }

  /** It has ended, and its restart policy is about to start it again. */
  get awaitsRestart(): boolean {
    return this.restarts.pending;
  }

  get paused(): boolean {
    return this.record.state.status === "paused";
  }
}
