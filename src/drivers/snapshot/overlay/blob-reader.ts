import { readSync } from "node:fs";
import { EngineError } from "#base/errors.ts";
import { type Compression, detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import type { BlobJob, GrowthNews } from "./protocol.ts";

const chunkBytes = 256 * 1024;
const ringLength = 4;
/** A stream holds what comes after this much back until it has been taken. */
const ownBytes = 64 * 1024;
/** Messages of the main thread are looked at as often; reading alone never waits for anything. */
const messagesEveryBytes = 4 * chunkBytes;
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

  throwIfCancelled(): void {
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

  /** All bytes. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    // The consumer is done with a chunk when it asks for the next but one.
    const ring = Array.from({ length: ringLength }, () => Buffer.allocUnsafeSlow(chunkBytes));
    for (let turn = 0; ; turn = (turn + 1) % ringLength) {
      const chunk = ring[turn] as Buffer;
      const read = await this.#readAt(chunk, this.#readBytes);
      if (read === 0) break;
      this.#readBytes += read;
      if (this.#readBytes % messagesEveryBytes < read) await othersTurn();
      this.#progress();
      // A small one may wait in a stream's queue.
      yield read < ownBytes ? Buffer.from(chunk.subarray(0, read)) : chunk.subarray(0, read);
    }
    this.#tell(this.#readBytes);
  }

  /** 0 at the end of the blob. */
  async #readAt(buffer: Uint8Array, position: number): Promise<number> {
    for (;;) {
      this.throwIfCancelled();
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

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
