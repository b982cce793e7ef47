import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { commitPoint } from "#base/commit-points.ts";
import { Mutex } from "#base/mutex.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { FinishedFile } from "../contract.ts";
import { type Algorithm, algorithmOf, type BlobDigest, finishDigest } from "../digest.ts";
import { chunkOutOfOrder, digestInvalid, sizeInvalid, uploadUnknown } from "../errors.ts";
import { gathered } from "./gather.ts";

export interface UploadOptions {
  readonly id: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** The largest blob that is taken. */
  readonly limitBytes: number;
}

/** What a request brings for an upload. */
export interface Chunk {
  /** `stop` ends a wait for more, as if it ended there. */
  readonly body: AsyncIterable<Uint8Array> & { stop?(): void };
  /** Where its first byte belongs; undefined: behind what is there. */
  readonly first?: number;
}

/**
 * A blob on its way: a file that grows, and the hash of what is in it. What was acknowledged is durable. A new request ends an
 * older one that still sends, whose client has mostly gone without a word.
 */
export class Upload {
  readonly id: string;
  readonly #path: string;
  readonly #limitBytes: number;
  readonly #writers = new Mutex();
  #sizeBytes: number;
  #hash: Hash | undefined;
  #superseded = new AbortController();
  #receiving: Chunk | undefined;
  #over = false;
  #users = 0;
  /** When something was last heard of it, in milliseconds since 1970. */
  usedAt = Date.now();

  constructor(options: UploadOptions) {
    this.id = options.id;
    this.#path = options.path;
    this.#limitBytes = options.limitBytes;
    this.#sizeBytes = options.sizeBytes;
    if (options.sizeBytes === 0) this.#hash = createHash("sha256");
  }

  /** How many bytes have come. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether it has become a blob, or nothing: it takes no more. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Whether a request works on it. */
  get isBusy(): boolean {
    return this.#users > 0;
  }

  /** Takes a chunk; what came before it broke off stays. @throws RegistryError · canceled */
  async append(op: Op, chunk: Chunk): Promise<void> {
    await this.#alone(op, (superseded) => this.#append(chunk, superseded));
  }

  /** Takes a last chunk and checks the whole. A wrong one is gone afterwards. @throws RegistryError DIGEST_INVALID */
  async finish(op: Op, digest: BlobDigest, chunk: Chunk): Promise<FinishedFile> {
    return await this.#alone(op, async (superseded) => {
      await this.#append(chunk, superseded);
      const found = await this.#digest(op, algorithmOf(digest));
      this.#over = true;
      if (found === digest) return { path: this.#path, digest, sizeBytes: this.#sizeBytes };
      await rm(this.#path, { force: true });
      throw digestInvalid(digest, `the content is ${found}`);
    });
  }

  /** Takes all away. */
  async cancel(op: Op): Promise<void> {
    await this.#alone(op, async () => {
      this.#over = true;
      await rm(this.#path, { force: true });
    });
  }

  async #alone<T>(op: Op, work: (superseded: AbortSignal) => Promise<T>): Promise<T> {
    this.#superseded.abort();
    this.#receiving?.body.stop?.();
    const superseded = new AbortController();
    this.#superseded = superseded;
    this.#users++;
    try {
      return await this.#writers.run(op, async () => {
        if (this.#over || superseded.signal.aborted) throw uploadUnknown();
        return await work(superseded.signal);
      });
    } finally {
      this.#users--;
      this.usedAt = Date.now();
    }
  }

  async #append(chunk: Chunk, superseded: AbortSignal): Promise<void> {
    const { body, first } = chunk;
    if (first !== undefined && first !== this.#sizeBytes)
      throw chunkOutOfOrder(`the chunk begins at ${first}, the upload has ${this.#sizeBytes} bytes`, {});
    let file: FileHandle | undefined;
    this.#receiving = chunk;
    try {
      for await (const bytes of gathered(body)) {
        if (superseded.aborted) throw uploadUnknown();
        file ??= await open(this.#path, "r+");
        await this.#write(file, bytes);
      }
      if (superseded.aborted) throw uploadUnknown();
    } finally {
      this.#receiving = undefined;
      await this.#settle(file);
    }
  }

  async #write(file: FileHandle, bytes: Uint8Array): Promise<void> {
    if (this.#sizeBytes + bytes.length > this.#limitBytes)
      throw sizeInvalid(`blobs may have up to ${this.#limitBytes} bytes`, 413);
    const hash = this.#hash;
    this.#hash = undefined;
    hash?.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, this.#sizeBytes + at);
      at += bytesWritten;
    }
    this.#sizeBytes += bytes.length;
    this.#hash = hash;
  }

  /** Makes what was written durable, and takes away what a failed write left behind it. */
  async #settle(file: FileHandle | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      await file.truncate(this.#sizeBytes);
      commitPoint("registry.chunk.written");
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async #digest(op: Op, algorithm: Algorithm): Promise<BlobDigest> {
    const running = algorithm === "sha256" ? this.#hash : undefined;
    if (running !== undefined) return finishDigest(running, algorithm);
    const hash = createHash(algorithm);
    for await (const bytes of createReadStream(this.#path, { highWaterMark: 1 << 20 })) {
      throwIfEnded(op);
      hash.update(bytes as Uint8Array);
    }
    return finishDigest(hash, algorithm);
  }
}
