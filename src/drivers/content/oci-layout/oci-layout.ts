import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, digestHex, isDigest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { ContentStore, Ingest, PartialBlob } from "#core/content/contract.ts";
import { blobTooLarge, noSuchBlob } from "#core/content/errors.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import { FileIngest } from "./file-ingest.ts";
import { PartialFolder } from "./partials.ts";

export interface OciLayoutOptions {
  /** The layout's directory; made when it is not there. */
  readonly path: string;
  /**
   * Syncs the whole file system that `path` is on, where somebody does that anyway; otherwise each new blob and the
   * directory are synced alone.
   */
  readonly syncFileSystem?: (op: Op) => Promise<void>;
}

/**
 * A content store that is an OCI image layout (image spec, image-layout.md): any tool that reads layouts reads it.
 * Blobs under `blobs/sha256/`, those on their way under `ingest/`, the beginnings of those to come under `partial/`.
 */
export function openOciLayout(options: OciLayoutOptions): ContentStore {
  return new OciLayoutStore(options);
}

class OciLayoutStore implements ContentStore {
  readonly #path: string;
  readonly #blobFolder: string;
  readonly #ingestFolder: string;
  readonly #partialFolder: string;
  readonly #partials: PartialFolder;
  readonly #syncFileSystem: ((op: Op) => Promise<void>) | undefined;
  readonly #sizes = new Map<Digest, number>();
  readonly #unsynced = new Set<Digest>();
  #nextTemp = 1;

  constructor(options: OciLayoutOptions) {
    this.#path = options.path;
    this.#blobFolder = join(options.path, "blobs", "sha256");
    this.#ingestFolder = join(options.path, "ingest");
    this.#partialFolder = join(options.path, "partial");
    this.#partials = new PartialFolder(this.#partialFolder);
    this.#syncFileSystem = options.syncFileSystem;
  }

  async recover(op: Op): Promise<void> {
    throwIfEnded(op);
    await rm(this.#ingestFolder, { recursive: true, force: true });
    await mkdir(this.#blobFolder, { recursive: true, mode: 0o700 });
    await mkdir(this.#ingestFolder, { mode: 0o700 });
    await mkdir(this.#partialFolder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.#path, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
    const names = await readdir(this.#blobFolder);
    await Promise.all(names.map((name) => this.#learn(name)));
  }

  async #learn(name: string): Promise<void> {
    const digest = `sha256:${name}`;
    if (!isDigest(digest)) return;
    this.#sizes.set(digest, (await stat(join(this.#blobFolder, name))).size);
  }

  async ingest(op: Op): Promise<Ingest> {
    throwIfEnded(op);
    const path = join(this.#ingestFolder, String(this.#nextTemp++));
    const file = await open(path, "wx", 0o600);
    return new FileIngest(op, { path, file, target: this });
  }

  /** For FileIngest. */
  async adopt(path: string, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void> {
    if (this.#sizes.get(blob.digest) === blob.sizeBytes) {
      await rm(path, { force: true });
      return;
    }
    await rename(path, this.#pathFor(blob.digest));
    this.#sizes.set(blob.digest, blob.sizeBytes);
    this.#unsynced.add(blob.digest);
  }

  /** For FileIngest. */
  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  async partial(op: Op, digest: Digest): Promise<PartialBlob> {
    throwIfEnded(op);
    return await this.#partials.open(digest);
  }

  async adoptPartial(op: Op, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void> {
    throwIfEnded(op);
    if (this.#sizes.get(blob.digest) === blob.sizeBytes) return await this.#partials.remove(blob.digest);
    this.#partials.move(blob, this.#pathFor(blob.digest));
    this.#sizes.set(blob.digest, blob.sizeBytes);
    this.#unsynced.add(blob.digest);
  }

  async adoptFile(op: Op, path: string, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void> {
    throwIfEnded(op);
    const temp = join(this.#ingestFolder, String(this.#nextTemp++));
    await link(path, temp).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "EXDEV") throw error;
      await copyFile(path, temp);
    });
    await this.adopt(temp, blob);
  }

  async sweepPartials(
    op: Op,
    which: { readonly idleMs: number; readonly wanted: ReadonlySet<Digest> },
  ): Promise<number> {
    throwIfEnded(op);
    return await this.#partials.sweep(Date.now() - which.idleMs, (digest) => which.wanted.has(digest));
  }

  async partialBytes(op: Op, wanted: ReadonlySet<Digest> = new Set()): Promise<number> {
    throwIfEnded(op);
    return await this.#partials.bytes((digest) => wanted.has(digest));
  }

  sizeOf(digest: Digest): number | undefined {
    return this.#sizes.get(digest);
  }

  async read(op: Op, digest: Digest, options: { readonly limitBytes: number }): Promise<Buffer> {
    throwIfEnded(op);
    const path = this.pathOf(digest);
    if ((this.#sizes.get(digest) ?? 0) > options.limitBytes) throw blobTooLarge(digest, options.limitBytes);
    return await readFile(path);
  }

  pathOf(digest: Digest): string {
    if (!this.#sizes.has(digest)) throw noSuchBlob(digest);
    return this.#pathFor(digest);
  }

  #pathFor(digest: Digest): string {
    return join(this.#blobFolder, digestHex(digest));
  }

  blobs(): Iterable<readonly [Digest, number]> {
    return this.#sizes.entries();
  }

  async sync(op: Op): Promise<void> {
    throwIfEnded(op);
    const pending = [...this.#unsynced];
    if (pending.length === 0) return;
    if (this.#syncFileSystem !== undefined) await this.#syncFileSystem(op);
    else {
      await Promise.all(pending.map((digest) => syncPath(this.#pathFor(digest))));
      await syncPath(this.#blobFolder);
    }
    for (const digest of pending) this.#unsynced.delete(digest);
  }

  async publishIndex(op: Op, images: readonly Descriptor[]): Promise<void> {
    throwIfEnded(op);
    const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: images };
    const temp = join(this.#ingestFolder, `index-${this.#nextTemp++}`);
    await writeFile(temp, JSON.stringify(index), { mode: 0o600 });
    await rename(temp, join(this.#path, "index.json"));
  }

  async remove(op: Op, digests: Iterable<Digest>): Promise<void> {
    throwIfEnded(op);
    const removals: Promise<void>[] = [];
    for (const digest of digests) {
      this.#sizes.delete(digest);
      this.#unsynced.delete(digest);
      removals.push(rm(this.#pathFor(digest), { force: true }));
    }
    await Promise.all(removals);
  }
}
