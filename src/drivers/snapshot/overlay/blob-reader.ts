import { readSync } from "node:fs";
import { EngineError } from "#base/errors.ts";
import { type Compression, detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import type { BlobJob, GrowthNews } from "./protocol.ts";

const chunkBytes = 256 * 1024;
/** How often it is told how far the reading is. */
const tellEveryMs = 100;

/** Reads a blob's file from its beginning to its end, waiting where it still grows. */
export class BlobReader {
  readonly #job: BlobJob;
  readonly #tell: (readBytes: number) => void;
  #ended: boolean;
  #failure: EngineError | undefined;
  #wake = (): void => {};
  #readBytes = 0;
  #toldAt = 0;

  constructor(job: BlobJob, tell: (readBytes: number) => void) {
    this.#job = job;
    this.#tell = tell;
    this.#ended = !job.grows;
  }

  /** News of the file. */
  news(news: GrowthNews): void {
    if (news === "whole") this.#ended = true;
    if (news === "failed") this.#failure ??= new EngineError("unavailable", "the blob will not be whole");
    this.#wake();
  }

  cancel(): void {
    this.#failure = new EngineError("canceled", "context canceled");
    this.#wake();
  }

  /** Hears what was told meanwhile; reading alone never waits for anything. @throws why there is no need to go on */
  async othersTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#throwIfEnded();
  }

  #throwIfEnded(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** How the blob is packed, by its first bytes. Waits for them. */
  async compression(): Promise<Compression> {
    const head = Buffer.alloc(detectionBytes);
    for (let at = 0; at < detectionBytes; ) {
      const read = await this.#readAt(head.subarray(at), at);
      if (read === 0) return detectCompression(head.subarray(0, at));
      at += read;
    }
    return detectCompression(head);
  }

  /** All bytes; each chunk is good until the next is asked for. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const chunk = Buffer.allocUnsafeSlow(chunkBytes);
    for (;;) {
      const read = await this.#readAt(chunk, this.#readBytes);
      if (read === 0) break;
      this.#readBytes += read;
      this.#progress();
      yield chunk.subarray(0, read);
    }
    this.#tell(this.#readBytes);
  }

  /** 0 at the end of the blob. */
  async #readAt(buffer: Uint8Array, position: number): Promise<number> {
    for (;;) {
      this.#throwIfEnded();
      const read = readSync(this.#job.fd, buffer, 0, buffer.length, position);
      if (read > 0 || this.#ended) return read;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #progress(): void {
    const now = performance.now();
    if (now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    this.#tell(this.#readBytes);
  }
}
