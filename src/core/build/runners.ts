import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { UseMount } from "./cache/imports.ts";
import type { ResolvedBase } from "./contract.ts";
import type { CopyAction, FileOperation } from "./file-operation.ts";
import type { Input } from "./graph.ts";
import type { MissReason, TaskState } from "./progress.ts";
import type { RunOperation } from "./run-operation.ts";
import type { BuildSession } from "./session.ts";
import type { GitSource, HttpSource, LocalSelection, LocalSource, OciLayoutSource } from "./source-operations.ts";
import type { TreeLayer } from "./tree.ts";

/**
 * What carries a step out once the solver has decided that it must run. Runners know nothing of caches: they are given the
 * trees of the step's inputs and leave what it changes in its own.
 */
export interface StepRunners {
  readonly run: RunRunner;
  readonly files: FileRunner;
  readonly sources: SourceRunners;
}

/** Those of images and results are the solver's own. */
export interface SourceRunners {
  readonly local: SourceRunner<LocalSource>;
  readonly http: SourceRunner<HttpSource>;
  readonly git: SourceRunner<GitSource>;
  readonly "oci-layout": SourceRunner<OciLayoutSource>;
}

/** The trees of a step, while it runs. */
export interface StepTrees {
  /** The step's own: its inputs below, writable; what is written is its layer. @returns a detached mount, the caller's to close */
  openOwn(op: Op): Promise<Fd>;
  /**
   * The step's own layer without its inputs, where it has any: what lies in a folder that is new in the layer may be written
   * straight into it. @returns as `openOwn`
   */
  openLayer?(op: Op): Promise<Fd>;
  /** That of an input, read-only. @throws TypeError for one that the step does not have */
  input(input: Input): ReadableTree;
}

export type Fd = number;

/** A tree that a step reads. */
export type ReadableTree =
  | {
      readonly at: "tree";
      /** A detached read-only mount, the caller's to close. */
      open(op: Op): Promise<Fd>;
      /** The same with a throw-away writable layer on it, which goes with `dispose`. */
      openWritable(op: Op): Promise<{ readonly fd: Fd } & AsyncDisposable>;
    }
  /** A folder of this machine, of which only the selection is part of the tree. */
  | { readonly at: "folder"; readonly path: string; readonly selection: LocalSelection };

export interface StepContext {
  readonly vertex: Digest;
  readonly trees: StepTrees;
  readonly session: BuildSession;
  /** Of what runs in it: `linux/arm64`. */
  readonly platform: string;
  readonly output: (stream: "stdout" | "stderr", data: Uint8Array) => void;
  readonly task: (state: Omit<TaskState, "vertex">) => void;
  /** What caches that the build names have of a cache mount, by its key. @returns whether `use` had it */
  readonly withMount?: (op: Op, key: string, use: UseMount) => Promise<boolean>;
}

export interface RunRunner {
  /** @throws BuildError with the exit code of the program · forbidden for what the build was not entitled to */
  run(op: Op, operation: RunOperation, context: StepContext): Promise<void>;
}

export interface FileRunner {
  /**
   * @param described what `describe` said of what the copies read, where that is their cache key
   * @returns once all is written; whether it was still so when it was read is told later: if not, the result is not what its
   * key says, and must not be kept
   * @throws BuildError in BuildKit's words
   */
  apply(
    op: Op,
    operation: FileOperation,
    context: StepContext,
    described?: ReadonlyMap<CopyAction, Digest>,
  ): Promise<{ readonly asDescribed: boolean | Promise<boolean> }>;

  /**
   * What of a tree a step reads: the cache key of a copy or a bind mount, and what `--why` compares. Content, type, mode,
   * owner, link targets and xattrs count; times do not. Remembers the digests of files that have not changed since
   * (by device, inode, size, mtime and ctime), over restarts.
   */
  describe(op: Op, tree: ReadableTree, selection: TreeSelection): Promise<TreeFacts>;

  /**
   * A file of a tree, links followed inside it; undefined where there is none.
   * @throws resource-exhausted above the limit · invalid-argument for what is no regular file
   */
  readFile(op: Op, tree: ReadableTree, file: FileRequest): Promise<Uint8Array | undefined>;

  /** What a path of a tree leads to, links followed inside it, by the last part of its name; undefined: nothing. */
  statFile(op: Op, tree: ReadableTree, path: string): Promise<TreeFile | undefined>;

  /** What is in a folder of a tree, by name; undefined: there is no such folder. @throws invalid-argument for a bad pattern */
  readFolder(op: Op, tree: ReadableTree, folder: FolderRequest): Promise<TreeFile[] | undefined>;

  /**
   * Whether a tree laid over another shows what copying its files there would: folders of both are the same but for what is in
   * them, and else only files stand where files stand. A copy follows symlinks, and leaves folders as they are.
   */
  laysAsCopied(op: Op, layers: { readonly below: ReadableTree; readonly above: ReadableTree }): Promise<boolean>;

  /** Copies what there is of a tree into an empty folder: a bind mount of a context must not show what is not part of it. */
  copyWhole(op: Op, tree: ReadableTree, target: Fd): Promise<void>;
}

export interface FileRequest {
  readonly path: string;
  readonly offset?: number;
  readonly limitBytes: number;
  /** More than the limit is no error: only so much of it is wanted. */
  readonly beginningOnly?: boolean;
}

export interface FolderRequest {
  readonly path: string;
  /** Only what fits it, and folders on the way to that; absent: all. */
  readonly includePattern?: string;
}

export interface TreeSelection {
  /** Paths or patterns below the root; a path that is not there is an error: `"/path": not found`. */
  readonly paths: readonly string[];
  readonly wildcards: boolean;
  readonly followSymlinks: boolean;
  readonly excludePatterns: readonly string[];
  /** Only what the linter or `.dockerignore` says of them. */
  readonly includePatterns: readonly string[];
}

export interface TreeFacts {
  /** Of all entries together. */
  readonly digest: Digest;
  /** What differs from what a former build of the step read: asked only for `--why`. */
  differences(former: Digest): Promise<readonly MissReason[] | undefined>;
}

/** What brings a tree from elsewhere. Asked once per job and source; jobs that share a step share the answer. */
export interface SourceRunner<Source> {
  /** Finds out what the source is now, and brings as little of it as that takes. @throws BuildError in BuildKit's words */
  resolve(op: Op, source: Source, context: SourceContext): Promise<ResolvedSource>;
}

export type SourceContext = Pick<StepContext, "vertex" | "session" | "task" | "output">;

/** Kept until no job needs its tree any more, then disposed: also where the tree was never asked for. */
export interface ResolvedSource extends AsyncDisposable {
  /**
   * Names the content with all that changes the tree: sources of equal keys have equal trees, and what was made of one serves
   * for the other. Undefined where only the files themselves say it (a context): they are described as they are read.
   */
  readonly key: string | undefined;
  /** As provenance and `--why` name it: a commit, a digest, an ETag. */
  readonly pin?: string;
  /** Of an image: what is known of it before its layers are here. */
  readonly image?: ResolvedBase;
  readonly tree: SourceTree;
}

export type SourceTree =
  /** Written into a layer of the step's own, which is cached by `key`; asked only where it is not cached. */
  | { readonly as: "layer"; fill(op: Op, openOwn: (op: Op) => Promise<Fd>): Promise<void> }
  /** Files where they are. */
  | { readonly as: "folder"; readonly path: string; readonly selection: LocalSelection }
  /** Layers of an image that are unpacked by `bring`, and kept as long as this is not disposed. */
  | { readonly as: "layers"; bring(op: Op): Promise<readonly TreeLayer[]> };
