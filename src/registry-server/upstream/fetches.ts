import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { endedError, type Op } from "#base/op.ts";
import type { FinishedFile } from "../contract.ts";
import { type BlobDigest, hexOf } from "../digest.ts";
import { makeFolder, sizeOfFile } from "../durable.ts";

/** A blob that is to be brought. */
export interface FetchOrder {
  readonly digest: BlobDigest;
  readonly sizeBytes: number;
  /** Brings it into a file, from where that ends; only appends. */
  readonly bring: (op: Op, path: string) => Promise<void>;
  /** Takes the whole file, which is durable. */
  readonly adopt: (file: FinishedFile) => Promise<void>;
}

const lookMs = 20;

/** A blob on its way from an upstream. */
export class Fetch {
  readonly path: string;
  readonly done: Promise<void>;
  #isDone = false;
  readonly #sizeBytes: number;

  constructor(path: string, sizeBytes: number, done: Promise<void>) {
    this.path = path;
    this.#sizeBytes = sizeBytes;
    this.done = done.then(() => {
      this.#isDone = true;
    });
    this.done.catch(() => {});
  }

  /** Resolves with the file's size once it is larger than `pastBytes`. @throws why it will not be */
  async grown(pastBytes: number): Promise<number> {
    for (;;) {
      if (this.#isDone) return this.#sizeBytes;
      const size = (await sizeOfFile(this.path)) ?? 0;
      // The last bytes are given when the digest of the whole was found right.
      if (size > pastBytes && size < this.#sizeBytes) return size;
      await Promise.race([this.done, new Promise((resolve) => setTimeout(resolve, lookMs))]);
    }
  }
}

/** Blobs on their way, each brought once however many ask for it. What was brought of one that broke off is gone on from. */
export class Fetches {
  readonly #folder: string;
  readonly #op: Op;
  readonly #running = new Map<BlobDigest, Fetch>();

  private constructor(op: Op, folder: string) {
    this.#op = op;
    this.#folder = folder;
  }

  /** `op` ends all that is under way. */
  static async open(op: Op, folder: string): Promise<Fetches> {
    await makeFolder(folder);
    return new Fetches(op, folder);
  }

  /** Where a blob is while it comes. */
  pathOf(digest: BlobDigest): string {
    return join(this.#folder, hexOf(digest));
  }

  /** The blob on its way; begun where it is not. It goes on when nobody waits for it any more. */
  start(order: FetchOrder): Fetch {
    const running = this.#running.get(order.digest);
    if (running !== undefined) return running;
    const path = this.pathOf(order.digest);
    const fetch = new Fetch(path, order.sizeBytes, this.#run(order, path));
    this.#running.set(order.digest, fetch);
    const forget = (): void => void this.#running.delete(order.digest);
    fetch.done.then(forget, forget);
    return fetch;
  }

  async #run({ digest, sizeBytes, bring, adopt }: FetchOrder, path: string): Promise<void> {
    if (this.#op.signal.aborted) throw endedError(this.#op);
    await bring(this.#op, path);
    await syncFile(path);
    await adopt({ path, digest, sizeBytes });
  }

  /** Takes away what was begun and not gone on with for so long. */
  async expire(idleMs: number): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const isRunning = [...this.#running.values()].some((fetch) => fetch.path === path);
      if (!isRunning && Date.now() - (await stat(path)).mtimeMs > idleMs) await rm(path, { force: true });
    }
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
