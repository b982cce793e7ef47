import type { Digest } from "#base/digest.ts";
import type { ErrorKind } from "#base/errors.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import type { TreeUsage } from "#sys/files/walk.ts";

/** What an unpack Worker is asked; all paths absolute. Each is answered once. */
export type Job =
  | {
      readonly kind: "unpack";
      readonly blobPath: string;
      readonly compression: LayerSource["compression"];
      readonly diffId: Digest;
      /** An empty directory. */
      readonly target: string;
    }
  /** Reads a blob for its diff id alone. */
  | {
      readonly kind: "verify";
      readonly blobPath: string;
      readonly compression: LayerSource["compression"];
      readonly diffId: Digest;
    }
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

export type ToWorker = { readonly id: number; readonly job: Job } | { readonly id: number; readonly cancel: true };

export type FromWorker =
  | { readonly id: number; readonly result: JobResult }
  | {
      readonly id: number;
      readonly failure: { readonly kind: ErrorKind; readonly code: string; readonly message: string };
    };
