import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import type { ApplyJob, BegunSync, BuildFileWorker, EntryDifference, OpenTree } from "#core/build/file-worker.ts";
import type { Fd, FileRequest, FolderRequest, TreeSelection } from "#core/build/runners.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { Cancellation } from "../cancellation.ts";
import { WorkerMember } from "../worker-member.ts";
import type { BuildFileJob, BuildFileRequest, BuildFileResult } from "./protocol.ts";

const maxWorkers = Math.min(4, Math.max(2, availableParallelism()));
/** An idle Worker keeps its memory; a warm one saves its start. */
const idleMs = 15_000;

type Member = WorkerMember<BuildFileRequest, BuildFileResult>;

/** Workers for the files of builds, started as needed, one job each at a time; ended when idle. */
export class BuildFileWorkers implements BuildFileWorker, AsyncDisposable {
  readonly #digests: string;
  readonly #descriptions: string;
  readonly #members = new Set<Member>();
  readonly #timers = new Map<Member, ReturnType<typeof setTimeout>>();
  readonly #queue: Array<() => void> = [];
  #lastSession = 0;
  #closed = false;

  /** @param path the folder for what is remembered of files; made where it is missing */
  constructor(path: string) {
    this.#digests = join(path, "digests");
    this.#descriptions = join(path, "descriptions");
    mkdirSync(this.#digests, { recursive: true, mode: 0o700 });
  }

  async apply(op: Op, job: ApplyJob): Promise<void> {
    await this.#run(op, { kind: "apply", ...job });
  }

  async describe(op: Op, tree: OpenTree, selection: TreeSelection): Promise<Digest> {
    const job = {
      kind: "describe",
      tree,
      selection,
      cachePath: this.#cacheOf(tree),
      descriptions: this.#descriptions,
    } as const;
    return (await this.#run(op, job)) as Digest;
  }

  async differences(op: Op, former: Digest, present: Digest): Promise<readonly EntryDifference[] | undefined> {
    const job = { kind: "differences", descriptions: this.#descriptions, former, present } as const;
    return (await this.#run(op, job)) as readonly EntryDifference[] | undefined;
  }

  async readFile(op: Op, tree: OpenTree, file: FileRequest): Promise<Uint8Array | undefined> {
    return (await this.#run(op, { kind: "read", tree, file })) as Uint8Array | undefined;
  }

  async statFile(op: Op, tree: OpenTree, path: string): Promise<TreeFile | undefined> {
    return (await this.#run(op, { kind: "stat", tree, path })) as TreeFile | undefined;
  }

  async readFolder(op: Op, tree: OpenTree, folder: FolderRequest): Promise<TreeFile[] | undefined> {
    return (await this.#run(op, { kind: "read-folder", tree, folder })) as TreeFile[] | undefined;
  }

  async copyWhole(op: Op, tree: OpenTree, target: Fd): Promise<void> {
    await this.#run(op, { kind: "copy-whole", tree, target });
  }

  async beginSync(op: Op, folder: string, entries: readonly TreeFile[]): Promise<BegunSync> {
    return (await this.#run(op, { kind: "begin-sync", folder, entries })) as BegunSync;
  }

  async finishSync(op: Op, folder: string, entries: readonly TreeFile[], written: readonly number[]): Promise<void> {
    await this.#run(op, { kind: "finish-sync", folder, entries, written });
  }

  /** Each folder has its own; all trees of layers lie on one file system. */
  #cacheOf(tree: OpenTree): string {
    const name = tree.at === "folder" ? digestOf(tree.path).slice("sha256:".length) : tree.at;
    return join(this.#digests, name);
  }

  /** A job that is called off still ends before this does: descriptors are its own until then. */
  async #run(op: Op, job: BuildFileJob): Promise<BuildFileResult> {
    const member = this.#take(op) ?? (await this.#wait(op));
    const cancellation = new Cancellation();
    const cancel = (): void => cancellation.cancel();
    op.signal.addEventListener("abort", cancel, { once: true });
    try {
      return await member.ask({ session: ++this.#lastSession, job, cancellation: cancellation.shared });
    } catch (error) {
      throwIfEnded(op);
      throw error;
    } finally {
      op.signal.removeEventListener("abort", cancel);
      this.#release(member);
    }
  }

  /** An idle Worker, now the caller's; undefined: all are at work. */
  #take(op: Op): Member | undefined {
    throwIfEnded(op);
    if (this.#closed) throw new EngineError("unavailable", "shutting down");
    const idle = [...this.#members].find((known) => known.sessions === 0);
    const member = idle ?? (this.#members.size < maxWorkers ? this.#start() : undefined);
    if (member === undefined) return undefined;
    member.sessions = 1;
    clearTimeout(this.#timers.get(member));
    return member;
  }

  async #wait(op: Op): Promise<Member> {
    for (;;) {
      await this.#turn(op);
      const member = this.#take(op);
      if (member !== undefined) return member;
    }
  }

  /** Waits until a Worker may be idle. */
  async #turn(op: Op): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (): void => reject(endedError(op));
    op.signal.addEventListener("abort", end, { once: true });
    this.#queue.push(resolve);
    try {
      await promise;
    } finally {
      op.signal.removeEventListener("abort", end);
      const at = this.#queue.indexOf(resolve);
      if (at >= 0) this.#queue.splice(at, 1);
    }
  }

  #start(): Member {
    const member: Member = new WorkerMember("drivers/files/build/build-files.worker", () =>
      this.#members.delete(member),
    );
    this.#members.add(member);
    return member;
  }

  #release(member: Member): void {
    member.sessions = 0;
    const timer = setTimeout(() => member.end("it was idle"), idleMs);
    timer.unref();
    this.#timers.set(member, timer);
    this.#queue.shift()?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const member of [...this.#members]) member.end("shutting down");
    for (const wake of this.#queue.splice(0)) wake();
  }
}
