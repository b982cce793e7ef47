import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Coalesced } from "#base/coalesced.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Log } from "#base/op.ts";
import { isErrno } from "#sys/libc.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Where trees go that nobody needs: out of the way by a rename, removed by a Worker later. */
export class Trash implements AsyncDisposable {
  readonly #path: string;
  readonly #pool: WorkerPool;
  readonly #log: Log;
  readonly #emptying = new Coalesced(() => this.#removeAll());
  #closed = false;

  constructor(options: { readonly path: string; readonly pool: WorkerPool; readonly log: Log }) {
    this.#path = options.path;
    this.#pool = options.pool;
    this.#log = options.log;
  }

  /** Moves a tree here. No error when it is not there. */
  async take(path: string): Promise<void> {
    try {
      await rename(path, join(this.#path, randomUUID()));
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
  }

  /** Begins to remove what is here. */
  empty(): void {
    this.#emptying.ask();
  }

  async #removeAll(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#pool.run(backgroundOp(this.#log), { kind: "remove", folder: this.#path });
    } catch (error) {
      if (!this.#closed) this.#log.warn("trash was not emptied", { path: this.#path, error: messageOf(error) });
    }
  }

  /** What is left is removed at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
  }
}
