import type { Digest } from "#base/digest.ts";
import type { ErrorKind } from "#base/errors.ts";
import type { TreeUsage } from "#sys/files/walk.ts";

/** A blob as a Worker reads it. */
export interface BlobJob {
  /** Open for reading; who asks closes it. */
  readonly fd: number;
  readonly blob: Digest;
  readonly diffId: Digest;
  /** Its end is not the blob's end before that is told. */
  readonly grows: boolean;
}

/** What an unpack Worker is asked; all paths absolute. Each is answered once. */
export type Job =
  /** `target`: an empty directory. */
  | (BlobJob & { readonly kind: "unpack"; readonly target: string })
  /** Reads a blob for its diff id alone. */
  | (BlobJob & { readonly kind: "verify" })
  /** Gives implied directories the attributes they have in the layers below (top first). */
  | {
      readonly kind: "inherit";
      readonly target: string;
      readonly implied: readonly string[];
      readonly lowers: readonly string[];
    }
  | { readonly kind: "sync"; readonly path: string }
  | { readonly kind: "remove"; readonly folder: string }
  | { readonly kind: "usage"; readonly path: string }
  /** Copies an open directory into an empty one, and syncs it. */
  | { readonly kind: "copy"; readonly from: number; readonly path: string };

export interface UnpackResult {
  readonly sizeBytes: number;
  readonly inodes: number;
  /** Directories that the archive only implies, parents first; `""` is the root. */
  readonly implied: readonly string[];
}

export type UsageResult = TreeUsage;

export type JobResult = UnpackResult | UsageResult | boolean | undefined;

/** What became of a blob that grows. */
export type GrowthNews = "grown" | "whole" | "failed";

export type ToWorker =
  | { readonly id: number; readonly job: Job }
  | { readonly id: number; readonly cancel: true }
  | { readonly id: number; readonly growth: GrowthNews };

export type FromWorker =
  /** Packed bytes of a blob that were read so far. */
  | { readonly id: number; readonly readBytes: number }
  | { readonly id: number; readonly result: JobResult }
  | {
      readonly id: number;
      readonly failure: { readonly kind: ErrorKind; readonly code: string; readonly message: string };
    };
