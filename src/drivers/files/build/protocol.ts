import type { Digest } from "#base/digest.ts";
import type { ApplyJob, BegunSync, EntryDifference, OpenTree } from "#core/build/file-worker.ts";
import type { Fd, FileRequest, FolderRequest, TreeSelection } from "#core/build/runners.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";

/** What a Worker of builds' files is asked to do, in one go. */
export type BuildFileJob =
  | ({ readonly kind: "apply" } & ApplyJob)
  | {
      readonly kind: "describe";
      readonly tree: OpenTree;
      readonly selection: TreeSelection;
      /** Of the digests of files that did not change. */
      readonly cachePath: string;
      readonly descriptions: string;
    }
  | { readonly kind: "differences"; readonly descriptions: string; readonly former: Digest; readonly present: Digest }
  | { readonly kind: "read"; readonly tree: OpenTree; readonly file: FileRequest }
  | { readonly kind: "stat"; readonly tree: OpenTree; readonly path: string }
  | { readonly kind: "read-folder"; readonly tree: OpenTree; readonly folder: FolderRequest }
  | { readonly kind: "begin-sync"; readonly folder: string; readonly entries: readonly TreeFile[] }
  | {
      readonly kind: "finish-sync";
      readonly folder: string;
      readonly entries: readonly TreeFile[];
      readonly written: readonly number[];
    }
  | { readonly kind: "copy-whole"; readonly tree: OpenTree; readonly target: Fd };

export interface BuildFileRequest {
  readonly session: number;
  readonly job: BuildFileJob;
  /** Of a Cancellation. */
  readonly cancellation: SharedArrayBuffer;
}

export type BuildFileResult =
  | Digest
  | BegunSync
  | readonly EntryDifference[]
  | readonly TreeFile[]
  | TreeFile
  | Uint8Array
  | undefined;
