import { createHash, randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import type { FinishedFile } from "../contract.ts";
import type { BlobDigest } from "../digest.ts";
import { makeFolder } from "../durable.ts";
import { tooManyRequests, uploadUnknown } from "../errors.ts";
import { type Chunk, Upload } from "./upload.ts";

export interface UploadsOptions {
  /** Holds one file for each upload; made when it is not there, and kept over restarts. */
  readonly folder: string;
  /** How many uploads may be under way. */
  readonly most: number;
  /** The largest blob. */
  readonly limitBytes: number;
  /** After how long without a word an upload is given up. */
  readonly idleMs: number;
}

/** The uploads under way. They survive a restart with all that was acknowledged. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #uploads = new Map<string, Upload>();

  private constructor(options: UploadsOptions) {
    this.#options = options;
  }

  static async open(options: UploadsOptions): Promise<Uploads> {
    await makeFolder(options.folder);
    const uploads = new Uploads(options);
    for (const id of readdirSync(options.folder)) uploads.#learn(id);
    return uploads;
  }

  #learn(id: string): void {
    const path = join(this.#options.folder, id);
    const { size, mtimeMs } = statSync(path);
    const upload = this.#make(id, size);
    upload.usedAt = mtimeMs;
    this.#uploads.set(id, upload);
  }

  #make(id: string, sizeBytes: number): Upload {
    const { folder, limitBytes } = this.#options;
    return new Upload({ id, path: join(folder, id), sizeBytes, limitBytes });
  }

  get count(): number {
    return this.#uploads.size;
  }

  /** @throws RegistryError TOOMANYREQUESTS */
  async begin(repository: string): Promise<Upload> {
    const { folder, most } = this.#options;
    if (this.#uploads.size >= most) throw tooManyRequests(`${most} uploads are under way`);
    const id = idFor(repository, randomUUID());
    const upload = this.#make(id, 0);
    this.#uploads.set(id, upload);
    try {
      const file = await open(join(folder, id), "wx", 0o600);
      await file.close();
      commitPoint("registry.upload.made");
      await syncPath(folder);
    } catch (error) {
      this.#uploads.delete(id);
      throw error;
    }
    return upload;
  }

  /** @throws RegistryError BLOB_UPLOAD_UNKNOWN, also for an upload to another repository */
  find(repository: string, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined || id !== idFor(repository, id.slice(0, uuidLength))) throw uploadUnknown();
    return upload;
  }

  /** Ends an upload with its last chunk; `adopt` moves the file. @throws RegistryError */
  async finish(
    op: Op,
    upload: Upload,
    last: { readonly digest: BlobDigest; readonly chunk: Chunk; readonly adopt: (file: FinishedFile) => Promise<void> },
  ): Promise<void> {
    try {
      await last.adopt(await upload.finish(op, last.digest, last.chunk));
    } finally {
      if (upload.isOver) await this.#forget(upload);
    }
  }

  async cancel(op: Op, upload: Upload): Promise<void> {
    await upload.cancel(op);
    await this.#forget(upload);
  }

  async #forget(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.id);
    await rm(join(this.#options.folder, upload.id), { force: true });
  }

  /** Gives up uploads of which nothing was heard for too long. */
  async expire(op: Op): Promise<number> {
    const limit = Date.now() - this.#options.idleMs;
    const idle = [...this.#uploads.values()].filter(({ usedAt, isBusy }) => usedAt < limit && !isBusy);
    for (const upload of idle) await this.cancel(op, upload);
    return idle.length;
  }
}

const uuidLength = 36;

/** An id that says itself to which repository it belongs, so that nothing else need be kept of an upload. */
function idFor(repository: string, uuid: string): string {
  return `${uuid}.${createHash("sha256").update(`${uuid} ${repository}`).digest("hex").slice(0, 16)}`;
}
