import { EngineError } from "#base/errors.ts";
import { decodeError } from "#sys/encoded-error.ts";
import { startWorker } from "#sys/worker.ts";
import type { FileReply, FileRequest, FileResult } from "./protocol.ts";

interface Waiting {
  readonly resolve: (result: FileResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A Worker and what it was asked; each session asks one thing at a time. */
export class WorkerMember {
  readonly #worker = startWorker("drivers/files/worker/files.worker");
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: () => void;
  #failure: EngineError | undefined;
  /** How many sessions it has. */
  sessions = 0;

  constructor(ended: () => void) {
    this.#ended = ended;
    this.#worker.onmessage = ({ data }: MessageEvent<FileReply>) => this.#answered(data);
    this.#worker.onerror = (event) => this.end(event.message);
    this.#worker.addEventListener("close", () => this.end("it ended"));
  }

  /** @throws what the Worker threw */
  ask(request: FileRequest): Promise<FileResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.session, { resolve, reject });
      const bytes = request.do === "give" ? request.bytes : undefined;
      this.#worker.ref();
      this.#worker.postMessage(request, bytes === undefined ? [] : [bytes.buffer as ArrayBuffer]);
    });
  }

  #answered(reply: FileReply): void {
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
