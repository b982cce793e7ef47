import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Digest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { Ingest } from "#core/content/contract.ts";
import { writeFailed, wrongDigest } from "#core/content/errors.ts";

/** What an ingest needs of the store it ends in. */
export interface IngestTarget {
  /** Moves the temp file to its blob's place, or removes it when the blob is there. */
  adopt(path: string, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void>;
  discard(path: string): Promise<void>;
}

/** Small pieces are gathered up to this many bytes before they are written. */
const gatherBytes = 128 * 1024;

/** A blob on its way: a temp file and a running hash. */
export class FileIngest implements Ingest {
  readonly #op: Op;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #target: IngestTarget;
  readonly #hash = createHash("sha256");
  #gathered: Buffer | undefined;
  #fill = 0;
  #sizeBytes = 0;
  #open = true;

  constructor(op: Op, place: { readonly path: string; readonly file: FileHandle; readonly target: IngestTarget }) {
    this.#op = op;
    this.#path = place.path;
    this.#file = place.file;
    this.#target = place.target;
  }

  async write(chunk: Uint8Array): Promise<void> {
    throwIfEnded(this.#op);
    this.#hash.update(chunk);
    this.#sizeBytes += chunk.length;
    if (chunk.length >= gatherBytes) {
      await this.#flush();
      await this.#writeAll(chunk);
      return;
    }
    if (this.#fill + chunk.length > gatherBytes) await this.#flush();
    this.#gathered ??= Buffer.allocUnsafe(gatherBytes);
    this.#gathered.set(chunk, this.#fill);
    this.#fill += chunk.length;
  }

  async commit(expected?: Digest): Promise<{ readonly digest: Digest; readonly sizeBytes: number }> {
    throwIfEnded(this.#op);
    await this.#flush();
    const digest = `sha256:${this.#hash.digest("hex")}` as Digest;
    if (expected !== undefined && digest !== expected) throw wrongDigest(digest, expected);
    this.#open = false;
    await this.#file.close();
    const blob = { digest, sizeBytes: this.#sizeBytes };
    await this.#target.adopt(this.#path, blob);
    return blob;
  }

  async abort(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
    await this.#target.discard(this.#path);
  }

  async #flush(): Promise<void> {
    if (this.#fill === 0 || this.#gathered === undefined) return;
    await this.#writeAll(this.#gathered.subarray(0, this.#fill));
    this.#fill = 0;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at);
        at += bytesWritten;
      }
    } catch (error) {
      throw writeFailed(error);
    }
  }
}
