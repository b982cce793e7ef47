import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { decodeError } from "#sys/encoded-error.ts";
import { startWorker } from "#sys/worker.ts";
import { TransportError } from "../http/transport-error.ts";
import type { FromWorker, Job, JobFailure, JobResult, ToWorker } from "./protocol.ts";

interface Waiting {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: (bytes: number) => void;
}

const idleMs = 15_000;

/** A failure of a transfer that had moved bytes before. */
export class TransferBroke extends TransportError {
  readonly movedBytes: number;

  constructor({ transport, passing, movedBytes }: Extract<JobFailure, { readonly transport: string }>) {
    super(transport, { passing });
    this.movedBytes = movedBytes;
  }
}

/** The one Worker in which all transfers run: started when there is one, ended when there has been none for a while. */
export class TransferWorker implements AsyncDisposable {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 1;
  #closed = false;

  /** @throws TransferBroke · what the job threw · canceled soon after the op ends */
  async run(op: Op, job: Job, progress: (bytes: number) => void): Promise<JobResult> {
    throwIfEnded(op);
    if (this.#closed) throw new EngineError("unavailable", "shutting down");
    const id = this.#nextId++;
    const worker = this.#start();
    const cancel = (): void => worker.postMessage({ id, cancel: true } satisfies ToWorker);
    op.signal.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, progress });
        worker.postMessage({ id, job } satisfies ToWorker);
      });
    } catch (error) {
      throw op.signal.aborted ? endedError(op) : error;
    } finally {
      op.signal.removeEventListener("abort", cancel);
      this.#rest();
    }
  }

  #start(): Worker {
    clearTimeout(this.#idleTimer);
    if (this.#worker !== undefined) {
      this.#worker.ref();
      return this.#worker;
    }
    const worker = startWorker("registry/transfer/transfer.worker");
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#answered(data);
    worker.onerror = (event) => this.#lost(worker, event.message);
    worker.addEventListener("close", () => this.#lost(worker, "it ended"));
    return worker;
  }

  #answered(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if ("progress" in message) {
      waiting.progress(message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if ("result" in message) waiting.resolve(message.result);
    else
      waiting.reject(
        "transport" in message.failure ? new TransferBroke(message.failure) : decodeError(message.failure.error),
      );
  }

  #rest(): void {
    if (this.#waiting.size > 0 || this.#worker === undefined) return;
    const worker = this.#worker;
    worker.unref();
    this.#idleTimer = setTimeout(() => {
      if (this.#worker === worker) this.#worker = undefined;
      worker.terminate();
    }, idleMs);
    this.#idleTimer.unref();
  }

  #lost(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    worker.terminate();
    for (const [id, waiting] of this.#waiting) {
      this.#waiting.delete(id);
      waiting.reject(new EngineError("system", `transfer worker failed: ${reason}`));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    if (this.#worker !== undefined) this.#lost(this.#worker, "shutting down");
  }
}
