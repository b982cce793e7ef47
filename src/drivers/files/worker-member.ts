import { EngineError } from "#base/errors.ts";
import { decodeError, type EncodedError } from "#sys/encoded-error.ts";
import { startWorker } from "#sys/worker.ts";

/** What a Worker answers to a request of a session. */
export type Reply<Result> = { readonly session: number } & (
  | { readonly result: Result }
  | { readonly failure: EncodedError }
);

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A Worker and what it was asked; each session asks one thing at a time. */
export class WorkerMember<Request extends { readonly session: number }, Result> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<Result>>();
  readonly #ended: () => void;
  #failure: EngineError | undefined;
  /** How many sessions it has. */
  sessions = 0;

  constructor(entry: `${string}.worker`, ended: () => void) {
    this.#ended = ended;
    this.#worker = startWorker(entry);
    this.#worker.onmessage = ({ data }: MessageEvent<Reply<Result>>) => this.#answered(data);
    this.#worker.onerror = (event) => this.end(event.message);
    this.#worker.addEventListener("close", () => this.end("it ended"));
  }

  /** @param given memory of the request that is the Worker's from now on @throws what the Worker threw */
  ask(request: Request, given: readonly ArrayBuffer[] = []): Promise<Result> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.session, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request, [...given]);
    });
  }

  #answered(reply: Reply<Result>): void {
    const waiting = this.#waiting.get(reply.session);
    this.#waiting.delete(reply.session);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("failure" in reply) waiting?.reject(decodeError(reply.failure));
    else waiting?.resolve(reply.result);
  }

  end(reason: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = new EngineError("system", `file worker failed: ${reason}`);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    this.#worker.terminate();
    this.#ended();
  }
}
