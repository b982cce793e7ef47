import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { BuildFileWorker } from "#core/build/file-worker.ts";
import type { KeptFolder, KeptFolders } from "#core/build/kept-folders.ts";
import type { TaskState } from "#core/build/progress.ts";
import type { ResolvedSource, SourceContext, SourceRunner } from "#core/build/runners.ts";
import type { RemoteFiles } from "#core/build/session.ts";
import type { LocalSource } from "#core/build/source-operations.ts";
import { syncFolder } from "./sync-folder.ts";

export interface LocalSourceDependencies {
  readonly worker: Pick<BuildFileWorker, "beginSync" | "finishSync">;
  readonly folders: KeptFolders;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Contexts: a folder of this machine is read where it is; another client's files come into a folder that is kept. */
export class LocalSources implements SourceRunner<LocalSource> {
  readonly #deps: LocalSourceDependencies;

  constructor(deps: LocalSourceDependencies) {
    this.#deps = deps;
  }

  async resolve(op: Op, source: LocalSource, context: SourceContext): Promise<ResolvedSource> {
    const { selection } = source;
    const files = await context.session.localFiles(op, source.name, selection);
    if (files.at === "folder") {
      await tellRead(source, files.path, { tell: context.task, now: () => this.#deps.now() });
      return readable(files.path, selection, async () => {});
    }
    const kept = await this.#bring(op, { source, files: files.files, context });
    // What came is what was selected.
    return readable(kept.path, { includePatterns: [], excludePatterns: [], followPaths: [] }, async () => {
      await kept[Symbol.asyncDispose]();
    });
  }

  async #bring(
    op: Op,
    { source, files, context }: { source: LocalSource; files: RemoteFiles; context: SourceContext },
  ): Promise<KeptFolder> {
    await using closing = files;
    const kept = await this.#deps.folders.acquire(op, {
      type: "source.local",
      key: keyOf(source),
      description: `local source for ${source.name}`,
      sharing: "private",
    });
    try {
      const progress = new TransferProgress(source.name, { tell: context.task, now: () => this.#deps.now() });
      await syncFolder(op, { worker: this.#deps.worker, folder: kept.path, files: closing, progress });
      kept.complete();
      return kept;
    } catch (error) {
      await kept[Symbol.asyncDispose]();
      throw error;
    }
  }
}

/** Contexts of one name and hint are likely to hold the same files, whatever of them is selected. */
function keyOf({ name, sharedKeyHint }: LocalSource): Digest {
  return digestOf(JSON.stringify([name, sharedKeyHint]));
}

function readable(path: string, selection: LocalSource["selection"], end: () => Promise<void>): ResolvedSource {
  return { key: undefined, tree: { as: "folder", path, selection }, [Symbol.asyncDispose]: end };
}

/** Names few files: what of them is read is told, as of those that are sent. */
async function tellRead(
  { name, selection }: LocalSource,
  folder: string,
  to: { readonly tell: (state: Omit<TaskState, "vertex">) => void; readonly now: () => number },
): Promise<void> {
  const progress = new TransferProgress(name, to);
  for (const path of selection.followPaths) progress.add(await sizeOf(join(folder, path)));
  progress.completed();
}

async function sizeOf(path: string): Promise<number> {
  try {
    const facts = await lstat(path);
    return facts.isFile() ? facts.size : 0;
  } catch {
    return 0;
  }
}

/** What a context without files takes on BuildKit's wire: it is never shown as nothing. */
const leastBytes = 2;

/** Tells how many bytes have come, a few times per second. */
export class TransferProgress {
  readonly #id: string;
  readonly #startedAt: number;
  readonly #tell: (state: Omit<TaskState, "vertex">) => void;
  readonly #now: () => number;
  #current = 0;
  #toldAt = 0;

  constructor(
    name: string,
    options: { readonly tell: (state: Omit<TaskState, "vertex">) => void; readonly now: () => number },
  ) {
    this.#id = `transferring ${name}:`;
    this.#tell = options.tell;
    this.#now = options.now;
    this.#startedAt = options.now();
    this.#say();
  }

  add(bytes: number): void {
    this.#current += bytes;
    if (this.#now() - this.#toldAt >= tellEveryMs) this.#say();
  }

  completed(): void {
    this.#say(this.#now());
  }

  #say(completedAt?: number): void {
    this.#toldAt = this.#now();
    const current = completedAt === undefined ? this.#current : Math.max(this.#current, leastBytes);
    const state = { id: this.#id, current, total: 0, startedAt: this.#startedAt };
    this.#tell(completedAt === undefined ? state : { ...state, completedAt });
  }
}

const tellEveryMs = 150;
