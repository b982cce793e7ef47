import { isDigest } from "#base/digest.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { checkCacheImports } from "#core/build/cache/cache-types.ts";
import type {
  BuildJob,
  BuildService,
  CacheRecord,
  HistoryChange,
  HistoryRecord,
  JobOptions,
  PruneOptions,
} from "#core/build/contract.ts";
import { checkGrants } from "#core/build/entitlements.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type { CacheGc } from "../cache/cache-gc.ts";
import type { CachePruner } from "../cache/prune-cache.ts";
import { newRecordId } from "../cache/record-id.ts";
import type { BuildGround } from "./ground.ts";
import type { BuildHistory } from "./history.ts";
import { Job } from "./job.ts";
import { RecordedJob } from "./recorded-job.ts";
import { ToldBuild } from "./told-build.ts";

/** Of an image's documents. */
const maxDocumentBytes = 8 << 20;

export interface BuilderParts {
  readonly ground: BuildGround;
  readonly history: BuildHistory;
  readonly pruner: CachePruner;
  readonly gc: CacheGc;
  /** Where documents of images are. */
  readonly content: Pick<ContentStore, "read" | "sizeOf">;
}

interface OpenJob {
  readonly job: Job;
  readonly recorded: RecordedJob;
  readonly isListed: boolean;
}

/** The builder of an engine. */
export class Builder implements BuildService, AsyncDisposable {
  readonly #parts: BuilderParts;
  readonly #jobs = new Map<string, OpenJob>();

  constructor(parts: BuilderParts) {
    this.#parts = parts;
  }

  open(op: Op, options: JobOptions): BuildJob {
    const id = options.id === "" ? newRecordId() : options.id;
    if (this.#jobs.has(id)) throw new EngineError("conflict", `job ID ${id} exists`, { code: "build.job-exists" });
    const { ground } = this.#parts;
    checkCacheImports(options.cacheImports);
    if (options.wanted !== undefined) ground.exporter.check(options.wanted);
    checkGrants(options.entitlements, ground.allowedEntitlements());
    const told = new ToldBuild(options.progress);
    const recorded = new RecordedJob(id, ground.deps.now(), told);
    const record = { ...ground, record: recorded, ended: () => this.#ended(id) };
    const job = new Job(op, record, { ...options, id, progress: told });
    const isListed = options.isUnlisted !== true;
    this.#jobs.set(id, { job, recorded, isListed });
    if (isListed) this.#parts.history.feed.tell({ what: "started", record: recorded.describe(undefined) });
    return job;
  }

  /** Saves what the build has left behind; what is durable of it becomes so in its own time. */
  async #ended(id: string): Promise<void> {
    const { ground, history, gc } = this.#parts;
    const { cache, places, steps, log, now } = ground.deps;
    const { recorded, isListed } = this.#jobs.get(id) ?? {};
    this.#jobs.delete(id);
    const op = backgroundOp(log);
    try {
      await cache.flush(op);
      await places.flush(op, now());
      if (recorded !== undefined && isListed === true) {
        const completedAt = now();
        const { attachments, texts } = recorded.documents(completedAt, ground.hostPlatform);
        await history.add(recorded.describe(completedAt, attachments), recorded.told, texts);
      }
    } catch (error) {
      log.warn("what a build left was not saved", { id, error: messageOf(error) });
    }
    recorded?.told.end();
    steps.settle(op).catch((error) => log.warn("results of a build were not synced", { id, error: messageOf(error) }));
    gc.ask();
  }

  cancel(id: string): void {
    this.#jobs.get(id)?.job.cancel();
  }

  diskUsage(): CacheRecord[] {
    return this.#parts.ground.deps.cache.list();
  }

  prune(op: Op, options: PruneOptions): Promise<CacheRecord[]> {
    return this.#parts.pruner.prune(op, options);
  }

  rehearsePrune(op: Op, options: PruneOptions, gone: Gone): Promise<CacheRecord[]> {
    return this.#parts.pruner.rehearse(op, options, gone);
  }

  history(): HistoryRecord[] {
    const listed = [...this.#jobs.values()].filter(({ isListed }) => isListed);
    const running = listed.map(({ recorded }) => recorded.describe(undefined));
    return [...this.#parts.history.records(), ...running].sort((a, b) => b.createdAt - a.createdAt);
  }

  async forgetHistory(_op: Op, ids: readonly string[]): Promise<void> {
    await this.#parts.history.forget(ids);
  }

  async attachment(op: Op, digest: string): Promise<Uint8Array> {
    const { history, content } = this.#parts;
    const kept = await history.attachment(digest);
    if (kept !== undefined) return kept;
    if (!isDigest(digest) || content.sizeOf(digest) === undefined)
      throw new EngineError("not-found", `content ${digest}: not found`);
    return await content.read(op, digest, { limitBytes: maxDocumentBytes });
  }

  followHistory(op: Op): AsyncIterable<HistoryChange> {
    return this.#parts.history.feed.follow(op);
  }

  async pinHistory(_op: Op, id: string, pinned: boolean): Promise<void> {
    const running = this.#jobs.get(id);
    if (running === undefined) await this.#parts.history.pin(id, pinned);
    else running.recorded.pinned = pinned;
  }

  replay(op: Op, id: string, progress: BuildProgress): Promise<void> {
    const running = this.#jobs.get(id);
    return running === undefined
      ? this.#parts.history.replay(op, id, progress)
      : running.recorded.told.replay(op, progress);
  }

  /** Ends all builds. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.gc.stop();
    await Promise.all([...this.#jobs.values()].map(({ job }) => job[Symbol.asyncDispose]()));
  }
}
