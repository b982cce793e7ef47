import type { Digest } from "#base/digest.ts";
import { EngineError, type ErrorKind } from "#base/errors.ts";
import type { SourceLocation } from "./graph.ts";

/** Why a build failed, with the place in the Dockerfile that clients show and the exit code of the program that failed. */
export class BuildError extends EngineError {
  readonly location: SourceLocation | undefined;
  /** The step that failed. */
  readonly vertex: Digest | undefined;
  readonly exitCode: number | undefined;

  constructor(kind: ErrorKind, message: string, facts: BuildErrorFacts = {}) {
    super(kind, message, { code: "build.failed", ...(facts.cause === undefined ? {} : { cause: facts.cause }) });
    this.name = "BuildError";
    this.location = facts.location;
    this.vertex = facts.vertex;
    this.exitCode = facts.exitCode;
  }

  /** An error of the engine as one of a build; what is one already, an end, and what is no error of the engine stay. */
  static of(error: unknown, facts: BuildErrorFacts): unknown {
    if (!(error instanceof EngineError) || error instanceof BuildError || error.kind === "canceled") return error;
    return new BuildError(error.kind, error.message, { ...facts, cause: error });
  }
}

export interface BuildErrorFacts {
  readonly location?: SourceLocation | undefined;
  readonly vertex?: Digest | undefined;
  readonly exitCode?: number | undefined;
  readonly cause?: unknown;
}

/** What a step reads is not there, or cannot be read. The step is said to have failed for the cause alone, as in BuildKit. */
export class CacheKeyError extends EngineError {
  override readonly cause: EngineError;

  constructor(cause: EngineError) {
    super(cause.kind, `failed to compute cache key: ${cause.message}`, { cause });
    this.name = "CacheKeyError";
    this.cause = cause;
  }
}

/** A program of a RUN that ended with another code than 0, in BuildKit's words. */
export function processFailed(args: readonly string[], exitCode: number, facts: BuildErrorFacts = {}): BuildError {
  const text = `process ${JSON.stringify(args.join(" "))} did not complete successfully: exit code: ${exitCode}`;
  return new BuildError("unknown", text, { ...facts, exitCode });
}
