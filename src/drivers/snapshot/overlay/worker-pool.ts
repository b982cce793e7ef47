import { availableParallelism } from "node:os";
import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import type { BlobGrowth } from "#core/content/contract.ts";
import { startWorker } from "#sys/worker.ts";
import type { FromWorker, GrowthNews, Job, JobResult, ToWorker } from "./protocol.ts";

interface Waiting {
  readonly id: number;
  readonly job: Job;
  readonly progress: ((readBytes: number) => void) | undefined;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Member {
  readonly worker: Worker;
  busy: Waiting | undefined;
  /** Jobs whose blob grows: they wait more than they work, so they come on top. */
  readonly following: Map<number, Waiting>;
  idleTimer: ReturnType<typeof setTimeout> | undefined;
}

export interface JobOptions {
  /** Of the job's blob: the job begins at once, beside others. Callers bound how many blobs grow. */
  readonly growth?: BlobGrowth | undefined;
  readonly progress?: ((readBytes: number) => void) | undefined;
}

const maxWorkers = 4;
/** An idle Worker keeps its memory; a warm one saves its start (tens of milliseconds). */
const idleMs = 15_000;

/**
 * Unpack Workers, started as needed, ended when they have been idle for a while. One job each at a time; besides, any number
 * of jobs that follow a blob which grows: such a job may wait for a registry for long, and keeps no Worker from others.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #limit = Math.max(1, Math.min(availableParallelism(), maxWorkers));
  readonly #members = new Set<Member>();
  readonly #queue: Waiting[] = [];
  #nextId = 1;
  #closed = false;

  /** Does a job. One on a blob ends soon after the op does; others are finished. @throws what the job threw */
  async run(op: Op, job: Job, options: JobOptions = {}): Promise<JobResult> {
    throwIfEnded(op);
    if (this.#closed) throw new EngineError("unavailable", "the snapshotter is closed");
    const id = this.#nextId++;
    const cancel = (): void => this.#cancel(id, op);
    const undo = [() => op.signal.removeEventListener("abort", cancel)];
    op.signal.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        const waiting: Waiting = { id, job, progress: options.progress, resolve, reject };
        if (options.growth === undefined) {
          this.#queue.push(waiting);
          this.#assign();
        } else undo.push(this.#follow(waiting, options.growth));
      });
    } finally {
      for (const step of undo) step();
    }
  }

  #cancel(id: number, op: Op): void {
    const at = this.#queue.findIndex((waiting) => waiting.id === id);
    if (at >= 0) this.#queue.splice(at, 1)[0]?.reject(endedError(op));
    for (const member of this.#members) {
      if (member.busy?.id === id || member.following.has(id)) {
        member.worker.postMessage({ id, cancel: true } satisfies ToWorker);
      }
    }
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const member = this.#idleMember();
      if (member === undefined) return;
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      member.busy = waiting;
      post(member, waiting);
    }
  }

  /** Gives the job to the Worker that has the least to do. @returns what ends the news of the blob */
  #follow(waiting: Waiting, growth: BlobGrowth): () => void {
    const [least] = [...this.#members].sort((a, b) => loadOf(a) - loadOf(b));
    const free = least !== undefined && loadOf(least) === 0;
    const member = least === undefined || (!free && this.#members.size < this.#limit) ? this.#start() : least;
    member.following.set(waiting.id, waiting);
    post(member, waiting);
    const tell = (news: GrowthNews): void => {
      if (!member.following.has(waiting.id)) return;
      member.worker.postMessage({ id: waiting.id, growth: news } satisfies ToWorker);
    };
    growth.whole.then(
      () => tell("whole"),
      () => tell("failed"),
    );
    return growth.onGrown(() => tell("grown"));
  }

  #idleMember(): Member | undefined {
    const idle = [...this.#members].filter((member) => member.busy === undefined);
    const [first] = idle.sort((a, b) => loadOf(a) - loadOf(b));
    if (first !== undefined && loadOf(first) === 0) return first;
    return this.#members.size < this.#limit ? this.#start() : first;
  }

  #start(): Member {
    const member: Member = {
      worker: startWorker("drivers/snapshot/overlay/unpack.worker"),
      busy: undefined,
      following: new Map(),
      idleTimer: undefined,
    };
    this.#members.add(member);
    member.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#heard(member, data);
    member.worker.onerror = (event) => this.#lost(member, event.message);
    member.worker.addEventListener("close", () => this.#lost(member, "it ended"));
    return member;
  }

  #heard(member: Member, message: FromWorker): void {
    const waiting = member.busy?.id === message.id ? member.busy : member.following.get(message.id);
    if (waiting === undefined) return;
    if ("readBytes" in message) return void waiting.progress?.(message.readBytes);
    this.#release(member, waiting);
    if ("failure" in message) {
      const { kind, code, message: text } = message.failure;
      waiting.reject(new EngineError(kind, text, { code }));
    } else waiting.resolve(message.result);
    this.#assign();
  }

  #release(member: Member, waiting: Waiting): void {
    if (member.busy === waiting) member.busy = undefined;
    member.following.delete(waiting.id);
    if (loadOf(member) > 0) return;
    member.worker.unref();
    member.idleTimer = setTimeout(() => this.#end(member), idleMs);
    member.idleTimer.unref();
  }

  #end(member: Member): void {
    this.#members.delete(member);
    member.worker.terminate();
  }

  #lost(member: Member, reason: string): void {
    if (!this.#members.delete(member)) return;
    clearTimeout(member.idleTimer);
    member.worker.terminate();
    const failure = new EngineError("system", `unpack worker failed: ${reason}`);
    member.busy?.reject(failure);
    for (const waiting of member.following.values()) waiting.reject(failure);
    this.#assign();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new EngineError("unavailable", "shutting down"));
    for (const member of [...this.#members]) this.#lost(member, "shutting down");
  }
}

function loadOf(member: Member): number {
  return member.following.size + (member.busy === undefined ? 0 : 1);
}

function post(member: Member, waiting: Waiting): void {
  clearTimeout(member.idleTimer);
  member.worker.ref();
  member.worker.postMessage({ id: waiting.id, job: waiting.job } satisfies ToWorker);
}
