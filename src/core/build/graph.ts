import type { Platform } from "#formats/oci/image.ts";
import type { FileOperation } from "./file-operation.ts";
import type { RunOperation } from "./run-operation.ts";
import type { SourceOperation } from "./source-operations.ts";

/**
 * The build graph: what the frontend makes of a Dockerfile, and what the solver runs.
 *
 * Vocabulary. A *vertex* is one step; its result is one file *tree*. Vertices refer to those they read by their inputs, so a
 * graph is its last vertex; it has no cycles, and vertices that are equal in all but their `meta` are one step to the solver.
 * An input of `scratch` is the empty tree.
 */
export interface Vertex {
  readonly operation: Operation;
  readonly meta: VertexMeta;
}

/** A tree that a step reads. */
export type Input = Vertex | typeof scratch;

/** The empty tree. */
export const scratch = "scratch";

/** What does not change a step's result, and so is no part of its cache key. */
export interface VertexMeta {
  /** As progress shows it: `[stage 2/4] RUN make`. */
  readonly name: string;
  /** Where it stands in the Dockerfile. */
  readonly location?: SourceLocation;
  /** Part of what is told of its inputs: progress does not show it. */
  readonly isUntold?: true;
  /** Run it although its result is cached (`--no-cache`, `--no-cache-filter`). */
  readonly ignoreCache?: boolean;
  /** Of what runs in it: programs of another are emulated. */
  readonly platform?: Platform;
  /**
   * What step of which Dockerfile this is, equal over builds in which its text may change: `--why` compares a step with
   * the one that had its place the last time.
   */
  readonly place?: string;
  /** Names of build arguments in the environment of the step: `--why` tells them from what `ENV` sets. */
  readonly argumentNames?: readonly string[];
}

export interface SourceLocation {
  /** The Dockerfile. */
  readonly source: SourceText;
  /** 1-based; columns 0-based, as BuildKit's pb.Range has them. */
  readonly ranges: readonly LineRange[];
}

export interface SourceText {
  readonly fileName: string;
  readonly language: string;
  readonly text: string;
}

export interface LineRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export type Operation = SourceOperation | RunOperation | FileOperation | MergeOperation;

/** Trees laid over each other, the last on top: `COPY --link`. */
export interface MergeOperation {
  readonly kind: "merge";
  readonly inputs: readonly Input[];
  /** What the last was copied from, copied onto the one below: taken where laying it over that shows another tree. */
  readonly otherwise?: Vertex;
}

export interface NumericOwner {
  readonly uid: number;
  readonly gid: number;
}
