import { EngineError, messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import type { AttachedClient, ExitRecord, Task, TaskNotice, TerminalSize } from "#core/runtime/contract.ts";
import { featureBits, type ShimMessage } from "./protocol.gen.ts";
import type { RunFiles } from "./run-files.ts";
import { handOver, type LinkListener, type ShimLink } from "./shim-link.ts";

/** What a start or an adoption ended in. */
export type Beginning = { readonly started: true } | { readonly started: false; readonly log: string | undefined };

export interface ShimTaskOptions {
  readonly files: RunFiles;
  readonly log: Log;
  /** Ends what a lost shim has left: the program, the runtime's state. */
  readonly salvage: () => Promise<void>;
  /** Whether the exit record goes by itself. */
  readonly forgets: boolean;
}

/** A task behind its shim, from before the start until the shim is gone. */
export class ShimTask implements Task, LinkListener {
  pid = 0;
  readonly exited: Promise<ExitRecord>;
  readonly released: Promise<void>;
  /** Whether the program runs, has ended, or never ran (with the runtime's log; undefined: no shim told). */
  readonly begun: Promise<Beginning>;
  /** The shim is gone and its exit record was taken: nothing is left to be asked or to be removed. */
  readonly finished: Promise<void>;
  readonly #options: ShimTaskOptions;
  readonly #listeners: Array<(notice: TaskNotice) => void> = [];
  readonly #exited = Promise.withResolvers<ExitRecord>();
  readonly #released = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<Beginning>();
  readonly #finished = Promise.withResolvers<void>();
  #link: ShimLink | undefined;
  #phase: "starting" | "running" | "ended" | "released" | "failed" = "starting";
  #features = 0n;
  #acknowledged = false;
  #replaced = false;

  constructor(options: ShimTaskOptions) {
    this.#options = options;
    this.exited = this.#exited.promise;
    this.released = this.#released.promise;
    this.begun = this.#begun.promise;
    this.finished = this.#finished.promise;
  }

  use(link: ShimLink): void {
    this.#link = link;
  }

  /** A task of which only the exit record is left. */
  static ended(options: ShimTaskOptions, record: ExitRecord): ShimTask {
    const task = new ShimTask(options);
    task.#end(record);
    task.#release();
    return task;
  }

  get hasEnded(): boolean {
    return this.#phase !== "starting" && this.#phase !== "running";
  }

  get replays(): boolean {
    return (this.#features & featureBits.replay) !== 0n;
  }

  /** The run directory is another task's from now on. */
  replace(): void {
    this.#replaced = true;
  }

  attach(client: AttachedClient): void {
    try {
      handOver(this.#options.files.directory, client);
    } catch (error) {
      this.#options.log.debug("attach: the shim is gone", { error: messageOf(error) });
    }
  }

  resize(size: TerminalSize): void {
    this.#link?.send({ name: "resize", ...size });
  }

  signal(signal: number): void {
    if (this.#phase !== "running") throw new EngineError("not-found", "process already finished");
    this.#link?.send({ name: "signal", signal });
  }

  acknowledge(): void {
    this.#acknowledged = true;
    if (this.#phase === "released") this.#finish();
  }

  onNotice(listener: (notice: TaskNotice) => void): void {
    this.#listeners.push(listener);
  }

  message(message: ShimMessage): void {
    switch (message.name) {
      case "hello":
        this.#features = message.features;
        break;
      case "started":
        this.pid = message.pid;
        this.#phase = "running";
        this.#begun.resolve({ started: true });
        break;
      case "failed":
        this.#phase = "failed";
        this.#begun.resolve({ started: false, log: message.rest });
        break;
      case "exit":
        this.#link?.send({ name: "fetched" });
        this.#end({ ...message, oomKilled: message.oomKilled !== 0 });
        break;
      case "released":
        this.#release();
        break;
      case "oom":
        this.#notify("oom");
        break;
      case "detached":
        this.#notify("detach");
        break;
    }
  }

  closed(): void {
    if (this.#phase === "starting") this.#begun.resolve({ started: false, log: undefined });
    if (this.#phase === "running") void this.#endLost();
    else if (this.#phase === "ended") this.#release();
  }

  /** The link went before the exit was told: the record may be there; otherwise the shim was killed. */
  async #endLost(): Promise<void> {
    const record = this.#options.files.readExit();
    try {
      if (record === undefined) await this.#options.salvage();
    } catch (error) {
      this.#options.log.error("cannot clean up after a lost shim", { error: messageOf(error) });
    }
    this.#end(record ?? { exitCode: 255, oomKilled: false, finishedAtNs: BigInt(Date.now()) * 1_000_000n });
    this.#release();
  }

  #end(record: ExitRecord): void {
    const { exitCode, oomKilled, finishedAtNs } = record;
    this.pid = 0;
    this.#phase = "ended";
    this.#begun.resolve({ started: true });
    this.#exited.resolve({ exitCode, oomKilled, finishedAtNs });
  }

  #release(): void {
    if (this.#phase === "released") return;
    this.#phase = "released";
    if (this.#acknowledged || this.#options.forgets) this.#finish();
    this.#released.resolve();
  }

  #finish(): void {
    if (!this.#replaced) this.#options.files.remove();
    this.#finished.resolve();
  }

  #notify(notice: TaskNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
