import { availableParallelism } from "node:os";
import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { startWorker } from "#sys/worker.ts";
import type { FromWorker, Job, JobResult, ToWorker } from "./protocol.ts";

interface Waiting {
  readonly id: number;
  readonly job: Job;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Member {
  readonly worker: Worker;
  busy: Waiting | undefined;
  idleTimer: ReturnType<typeof setTimeout> | undefined;
}

const maxWorkers = 4;
/** An idle Worker keeps its memory; a warm one saves its start (tens of milliseconds). */
const idleMs = 15_000;

/** Unpack Workers: one job each at a time, started as needed, ended when they have been idle for a while. */
export class WorkerPool implements AsyncDisposable {
  readonly #limit = Math.max(1, Math.min(availableParallelism(), maxWorkers));
  readonly #members = new Set<Member>();
  readonly #queue: Waiting[] = [];
  #nextId = 1;
  #closed = false;

  /** Does a job. An unpack job ends soon after the op does; others are finished. @throws what the job threw */
  async run(op: Op, job: Job): Promise<JobResult> {
    throwIfEnded(op);
    if (this.#closed) throw new EngineError("unavailable", "the snapshotter is closed");
    const id = this.#nextId++;
    const cancel = (): void => this.#cancel(id, op);
    op.signal.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        this.#queue.push({ id, job, resolve, reject });
        this.#assign();
      });
    } finally {
      op.signal.removeEventListener("abort", cancel);
    }
  }

  #cancel(id: number, op: Op): void {
    const at = this.#queue.findIndex((waiting) => waiting.id === id);
    if (at >= 0) this.#queue.splice(at, 1)[0]?.reject(endedError(op));
    for (const member of this.#members) {
      if (member.busy?.id === id) member.worker.postMessage({ id, cancel: true } satisfies ToWorker);
    }
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const member = this.#idleMember();
      if (member === undefined) return;
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      clearTimeout(member.idleTimer);
      member.busy = waiting;
      member.worker.ref();
      member.worker.postMessage({ id: waiting.id, job: waiting.job } satisfies ToWorker);
    }
  }

  #idleMember(): Member | undefined {
    for (const member of this.#members) if (member.busy === undefined) return member;
    return this.#members.size < this.#limit ? this.#start() : undefined;
  }

  #start(): Member {
    const member: Member = {
      worker: startWorker("drivers/snapshot/overlay/unpack.worker"),
      busy: undefined,
      idleTimer: undefined,
    };
    this.#members.add(member);
    member.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#answered(member, data);
    member.worker.onerror = (event) => this.#lost(member, event.message);
    member.worker.addEventListener("close", () => this.#lost(member, "it ended"));
    return member;
  }

  #answered(member: Member, message: FromWorker): void {
    const waiting = member.busy;
    if (waiting === undefined || waiting.id !== message.id) return;
    this.#release(member);
    if ("failure" in message) {
      const { kind, code, message: text } = message.failure;
      waiting.reject(new EngineError(kind, text, { code }));
    } else waiting.resolve(message.result);
    this.#assign();
  }

  #release(member: Member): void {
    member.busy = undefined;
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
    member.busy?.reject(new EngineError("system", `unpack worker failed: ${reason}`));
    this.#assign();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new EngineError("unavailable", "shutting down"));
    for (const member of [...this.#members]) this.#lost(member, "shutting down");
  }
}
