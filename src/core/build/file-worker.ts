import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { CopyAction, MakeFile, MakeFolder, Owner } from "./file-operation.ts";
import type { Fd, FileRequest, FolderRequest, TreeSelection } from "./runners.ts";
import type { LocalSelection } from "./source-operations.ts";

/**
 * Work on the trees of builds, done in Workers. All content is hostile: every path is resolved inside its tree, and nothing but
 * regular files and folders is opened for more than its inode. Descriptors are borrowed until the call has ended, which after
 * the op's end may take until a system call comes back.
 */
export interface BuildFileWorker {
  /** Carries out the actions one after the other; what they write is not synced. @throws BuildError in BuildKit's words */
  apply(op: Op, job: ApplyJob): Promise<void>;

  /** What a step reads of a tree, as one digest. @throws not-found `"/path": not found` · invalid-argument for a bad pattern */
  describe(op: Op, tree: OpenTree, selection: TreeSelection): Promise<Digest>;

  /** What differs between two descriptions; undefined where one of them is not kept any more. */
  differences(op: Op, former: Digest, present: Digest): Promise<readonly EntryDifference[] | undefined>;

  /**
   * A file of a tree, links followed inside it; undefined where there is none.
   * @throws resource-exhausted above the limit · invalid-argument for what is no regular file
   */
  readFile(op: Op, tree: OpenTree, file: FileRequest): Promise<Uint8Array | undefined>;

  /** What a path leads to, links followed inside the tree, by the last part of its name; undefined: nothing. */
  statFile(op: Op, tree: OpenTree, path: string): Promise<TreeFile | undefined>;

  /** What is in a folder, by name; undefined: there is no such folder. @throws invalid-argument for a bad pattern */
  readFolder(op: Op, tree: OpenTree, folder: FolderRequest): Promise<TreeFile[] | undefined>;

  /** Copies a tree, or what the selection leaves of a folder, into the empty folder `target`. */
  copyWhole(op: Op, tree: OpenTree, target: Fd): Promise<void>;

  /**
   * Makes a folder what a client listed, but for the content of files that are new or changed: they are not there.
   * @param folder that nobody else writes to
   * @throws invalid-argument for a list that leads out of the folder
   */
  beginSync(op: Op, folder: string, entries: readonly TreeFile[]): Promise<BegunSync>;

  /** The content is there: what else the list says of the entries is set. */
  finishSync(op: Op, folder: string, entries: readonly TreeFile[], written: readonly number[]): Promise<void>;
}

/** A tree that a step reads, open. */
export type OpenTree =
  | { readonly at: "tree"; readonly fd: Fd }
  /** A folder of this machine as it is now: all that is in it is owned by root, as a client sends it. */
  | { readonly at: "folder"; readonly path: string; readonly selection: LocalSelection }
  | { readonly at: "nothing" };

export interface BegunSync {
  /** The numbers of the entries whose content is to be written: plain files in folders that are there. */
  readonly wanted: readonly number[];
  /** The folder was as the list says: there is nothing to finish. */
  readonly isWhole: boolean;
}

export interface ApplyJob {
  /** The tree that is written to. */
  readonly root: Fd;
  /** The layer of that tree alone, where others lie below it. @see StepTrees.openLayer */
  readonly layer?: Fd;
  /** What the actions read, by their numbers. */
  readonly trees: readonly OpenTree[];
  readonly actions: readonly OpenAction[];
}

export type OpenAction = OpenCopy | WithOwner<MakeFolder> | WithOwner<MakeFile>;

export type OpenCopy = Omit<WithOwner<CopyAction>, "from"> & { readonly from: number };

type WithOwner<Action> = Omit<Action, "owner"> & { readonly owner?: OpenOwner };

/** Names are looked up in the tree of this number, or in the one that is written to. */
export type OpenOwner = Omit<Owner, "lookIn"> & { readonly lookIn?: number };

export interface EntryDifference {
  readonly path: string;
  /** Its content's digest, or what else changed; undefined where it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}
