import { commitPoint } from "#base/commit-points.ts";
import type { Digest } from "#base/digest.ts";
import { isEngineError } from "#base/errors.ts";
import { type Log, type Op, orEnd } from "#base/op.ts";
import type { BlobGrowth, ContentStore, PartialBlob } from "#core/content/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { SharedRepository } from "./shared-repository.ts";

/** What is told of a download. */
export interface DownloadListener {
  received(sizeBytes: number): void;
  retrying(delayMs: number): void;
}

/**
 * Blobs on their way into the content store: whoever wants one joins its download, and it ends when nobody is left. A blob that
 * is whole stays a partial until somebody adopts it: what a broken pull has brought is there for the next.
 */
export class Downloads {
  readonly #content: ContentStore;
  readonly #running = new Map<Digest, Download>();
  /** Abandoned ones that may still write: the next of the same blob waits for them. */
  readonly #ending = new Map<Digest, Promise<void>>();

  constructor(content: ContentStore) {
    this.#content = content;
  }

  /** The blobs that are being downloaded. */
  get wanted(): ReadonlySet<Digest> {
    return new Set(this.#running.keys());
  }

  /** Joins the download of a blob, or begins it through `from`. Resolves when its file is there. Leave it when done. */
  async join(
    op: Op,
    blob: Descriptor,
    by: { readonly from: SharedRepository; readonly listener: DownloadListener },
  ): Promise<JoinedDownload> {
    const download = this.#running.get(blob.digest) ?? this.#begin(op.log, blob, by.from);
    download.listeners.add(by.listener);
    try {
      const partial = await orEnd(op, download.begun);
      return new JoinedDownload(this.#content, download, { partial, listener: by.listener });
    } catch (error) {
      download.leave(by.listener);
      throw error;
    }
  }

  #begin(log: Log, blob: Descriptor, from: SharedRepository): Download {
    const { digest } = blob;
    const download = new Download(blob);
    this.#running.set(digest, download);
    download.run({ content: this.#content, from, log, after: this.#ending.get(digest) });
    const gone = (): void => {
      if (this.#running.get(digest) === download) this.#running.delete(digest);
    };
    const settled = download.whole.catch(gone).then(() => {
      if (this.#ending.get(digest) === settled) this.#ending.delete(digest);
    });
    const abandoned = (): void => {
      gone();
      this.#ending.set(digest, settled);
    };
    download.abandoned.addEventListener("abort", abandoned, { once: true });
    return download;
  }
}

/** One blob's transfer. */
class Download {
  readonly blob: Descriptor;
  readonly listeners = new Set<DownloadListener>();
  begun!: Promise<PartialBlob>;
  whole!: Promise<void>;
  readonly grown = new Set<() => void>();
  readonly #controller = new AbortController();
  failure: { readonly reason: unknown } | undefined;
  /** What was read of the file may have been wrong: it began anew. */
  wasCut = false;
  #sizeBytes = 0;

  constructor(blob: Descriptor) {
    this.blob = blob;
  }

  /** Nobody wants the blob any more, be it here or not. */
  get abandoned(): AbortSignal {
    return this.#controller.signal;
  }

  run(via: {
    readonly content: ContentStore;
    readonly from: SharedRepository;
    readonly log: Log;
    readonly after: Promise<void> | undefined;
  }): void {
    const { content, from } = via;
    const op: Op = { signal: this.#controller.signal, log: via.log };
    from.hold();
    this.begun = (via.after ?? Promise.resolve()).then(() => content.partial(op, this.blob.digest));
    this.whole = this.#bring(op, from);
    this.whole.catch((reason: unknown) => {
      this.failure = { reason };
    });
  }

  async #bring(op: Op, from: SharedRepository): Promise<void> {
    try {
      await this.#transfer(op, from, await this.begun);
    } finally {
      await from.release();
    }
  }

  async #transfer(op: Op, from: SharedRepository, partial: PartialBlob): Promise<void> {
    await from.repository.download(op, this.blob, {
      path: partial.path,
      progress: (sizeBytes) => this.#received(sizeBytes),
      retrying: (_error, delayMs) => {
        for (const listener of this.listeners) listener.retrying(delayMs);
      },
    });
    commitPoint("image.pull.fetched");
  }

  #received(sizeBytes: number): void {
    if (sizeBytes < this.#sizeBytes) this.wasCut = true;
    this.#sizeBytes = sizeBytes;
    for (const listener of this.listeners) listener.received(sizeBytes);
    for (const listener of this.grown) listener();
  }

  leave(listener: DownloadListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size === 0) this.#controller.abort();
  }
}

/** One's part in a download. */
export class JoinedDownload implements Disposable {
  readonly growth: BlobGrowth;
  readonly #content: ContentStore;
  readonly #download: Download;
  readonly #partial: PartialBlob;
  readonly #listener: DownloadListener;

  constructor(
    content: ContentStore,
    download: Download,
    own: { readonly partial: PartialBlob; readonly listener: DownloadListener },
  ) {
    this.#content = content;
    this.#download = download;
    this.#partial = own.partial;
    this.#listener = own.listener;
    this.growth = {
      whole: download.whole,
      onGrown: (listener) => {
        download.grown.add(listener);
        return () => void download.grown.delete(listener);
      },
    };
  }

  /** Where the file is now. */
  get path(): string {
    const { digest } = this.#download.blob;
    return this.#content.sizeOf(digest) === undefined ? this.#partial.path : this.#content.pathOf(digest);
  }

  /** Makes the whole blob one of the content store. */
  async adopt(op: Op): Promise<void> {
    const { digest, size } = this.#download.blob;
    await this.#content.adoptPartial(op, { digest, sizeBytes: size });
  }

  /** Why there will be no blob; undefined as long as there may be one. */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#download.failure;
  }

  /**
   * Whether bytes that were wrong led to a failure: those that were there before, or that were cut since. They are gone now,
   * and another try can succeed.
   */
  async misled(op: Op): Promise<boolean> {
    const { whole, wasCut } = this.#download;
    if (this.#partial.sizeBytes === 0 && !wasCut) return false;
    await orEnd(
      op,
      whole.catch(() => {}),
    );
    return this.failure === undefined ? this.#download.wasCut : isEngineError(this.failure.reason, "invalid-argument");
  }

  /** Ends the download when nobody else wants it. */
  [Symbol.dispose](): void {
    this.#download.leave(this.#listener);
  }
}
