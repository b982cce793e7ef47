import { EngineError } from "#base/errors.ts";
import { Mutex } from "#base/mutex.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { CatalogueOptions, Fd, PackageCataloguer } from "#core/packages/contract.ts";
import type { Catalogue } from "#formats/packages/package.ts";
import { Cancellation } from "../cancellation.ts";
import { WorkerMember } from "../worker-member.ts";
import type { CatalogueRequest } from "./protocol.ts";

/** An idle Worker keeps its memory; a warm one saves its start. */
const idleMs = 5000;

type Member = WorkerMember<CatalogueRequest, Catalogue>;

/** A Worker that catalogues one tree after the other; started as needed, ended when idle. */
export class PackageWorker implements PackageCataloguer, AsyncDisposable {
  readonly #turns = new Mutex();
  #member: Member | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastSession = 0;
  #closed = false;

  catalogue(op: Op, root: Fd, options: CatalogueOptions): Promise<Catalogue> {
    return this.#turns.run(op, () => this.#ask(op, root, options));
  }

  async #ask(op: Op, root: Fd, options: CatalogueOptions): Promise<Catalogue> {
    throwIfEnded(op);
    if (this.#closed) throw new EngineError("unavailable", "shutting down");
    clearTimeout(this.#timer);
    const cancellation = new Cancellation();
    const cancel = (): void => cancellation.cancel();
    op.signal.addEventListener("abort", cancel, { once: true });
    try {
      const session = ++this.#lastSession;
      return await this.#start().ask({ session, root, options, cancellation: cancellation.shared });
    } catch (error) {
      throwIfEnded(op);
      throw error;
    } finally {
      op.signal.removeEventListener("abort", cancel);
      this.#timer = setTimeout(() => this.#member?.end("it was idle"), idleMs);
      this.#timer.unref();
    }
  }

  #start(): Member {
    this.#member ??= new WorkerMember("drivers/files/packages/packages.worker", () => {
      this.#member = undefined;
    });
    return this.#member;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#member?.end("shutting down");
  }
}
