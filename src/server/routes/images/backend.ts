import type {
  ImageDeleteResponseItem,
  ImageHistoryItem,
  ImageInspectResponse,
  ImageLogEntry,
  ImagePruneReport,
  ImageRollbackResponse,
  ImageSummary,
} from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import type { ClientAccess } from "../../registry-auth.ts";

/** What the image routes need of an engine. */
export interface ImageBackend {
  list(op: Op, options: ImageListOptions): Promise<ImageSummary[]>;
  inspect(op: Op, ref: string, options: ImageInspectOptions): Promise<ImageInspectResponse>;
  /** The steps that made an image, newest first; of `platform` where it is said. */
  history(op: Op, ref: string, platform: Platform | undefined): Promise<ImageHistoryItem[]>;
  /** What a name stands for and stood for, newest first. @throws not-found · invalid-argument */
  log(op: Op, ref: string): Promise<ImageLogEntry[]>;
  /** Gives a name the image that it stood for `to` moves ago; empty: 1. @throws not-found · invalid-argument · conflict */
  rollback(op: Op, ref: string, to: string): Promise<ImageRollbackResponse>;
  /** One archive of all of them; of each only `platform`, where it is said. To be closed, read or not. */
  save(op: Op, refs: readonly string[], platform: Platform | undefined): Promise<SavedArchive>;
  tag(op: Op, ref: string, options: { readonly repo: string; readonly tag: string }): Promise<void>;
  remove(
    op: Op,
    ref: string,
    options: {
      readonly force: boolean;
      readonly noPrune: boolean;
      /** Remove the content of these alone; none: the image. */
      readonly platforms: readonly Platform[];
    },
  ): Promise<ImageDeleteResponseItem[]>;
  prune(op: Op, filters: Filters): Promise<ImagePruneReport>;
  /** Reads a docker or OCI archive (plain, gzip or zstd). Each message is one line of the answer. */
  load(op: Op, archive: AsyncIterable<Uint8Array>, options: LoadOptions): Promise<void>;
  /** Pulls. Each message is one line of the answer; a failure before the first is no line of it. */
  pull(op: Op, request: PullRequest): Promise<void>;
  /** Pushes, as `pull` pulls. */
  push(op: Op, name: string, request: PushRequest): Promise<void>;
  /** Makes an image of a tar archive, plain or packed. @returns its id */
  import(op: Op, archive: AsyncIterable<Uint8Array>, request: ImportRequest): Promise<string>;
  /** The same of what a URL names. Each message is one line of the answer. */
  importUrl(op: Op, source: string, request: ImportUrlRequest): Promise<void>;
}

export interface PullRequest {
  readonly image: string;
  /** Or digest. Empty: what the image says, else all tags. */
  readonly tag: string;
  /** `os[/arch[/variant]]`; empty: the engine's own. */
  readonly platform: string;
  readonly access: ClientAccess;
  readonly progress: (message: ProgressMessage) => void;
}

export interface PushRequest {
  /** Empty: what the name says, else all tags. */
  readonly tag: string;
  /** Of an image of several platforms only this. */
  readonly platform: Platform | undefined;
  readonly access: ClientAccess;
  readonly progress: (message: ProgressMessage) => void;
}

export interface ImageInspectOptions {
  readonly manifests: boolean;
  /** Show this platform of the image. */
  readonly platform?: Platform | undefined;
}

export interface SavedArchive {
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface ImportRequest {
  /** Empty: the image gets no name. */
  readonly repo: string;
  readonly tag: string;
  readonly message: string;
  /** Dockerfile instructions. */
  readonly changes: readonly string[];
  /** `os[/arch[/variant]]`; empty: the engine's own. */
  readonly platform: string;
}

export interface ImportUrlRequest extends ImportRequest {
  readonly progress: (message: ProgressMessage) => void;
}

export interface ImageListOptions {
  readonly all: boolean;
  readonly digests: boolean;
  readonly sharedSize: boolean;
  readonly manifests: boolean;
  readonly filters: Filters;
}

export interface LoadOptions {
  readonly quiet: boolean;
  /** What the images have to have, and what is unpacked of them. */
  readonly platform: Platform | undefined;
  readonly progress: (message: ProgressMessage) => void;
}
