import type { Digest } from "#base/digest.ts";
import type { SourceLocation } from "./graph.ts";

/**
 * What a build tells while it runs, as BuildKit's StatusResponse has it (api/services/control): every face shows it in its
 * own way. Times are milliseconds since 1970.
 */
export interface BuildProgress {
  /** A step became known, began, ended: each call says all that is known of it. */
  vertex(state: VertexState): void;
  /** Part of a step that has an extent: a layer pulled, a context transferred. */
  task(state: TaskState): void;
  log(entry: VertexLog): void;
  warning(warning: BuildWarning): void;
}

export interface VertexState {
  /** Names the step within the build. */
  readonly digest: Digest;
  readonly inputs: readonly Digest[];
  readonly name: string;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly cached: boolean;
  /** Why it failed; of one that was called off, that. */
  readonly error?: string;
  /** Why it was not cached: `--why`. */
  readonly why?: readonly MissReason[];
}

/** One input of a step that was another than the last time. */
export interface MissReason {
  readonly kind:
    | "first-build"
    | "instruction"
    | "file"
    | "argument"
    | "environment"
    | "base"
    | "mount"
    | "platform"
    | "no-cache"
    | "collected";
  /** What changed: a path, the name of an argument, a stage. */
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

export interface TaskState {
  readonly vertex: Digest;
  /** Its name within the step: `transferring context:`, `sha256:…`. */
  readonly id: string;
  readonly current: number;
  /** 0: unknown. */
  readonly total: number;
  readonly startedAt: number;
  readonly completedAt?: number;
}

export interface VertexLog {
  readonly vertex: Digest;
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
  readonly at: number;
}

export interface BuildWarning {
  readonly vertex: Digest;
  /** 1: of the linter. */
  readonly level: number;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  readonly location?: SourceLocation;
}
