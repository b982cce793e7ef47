import { EngineError, messageOf } from "#base/errors.ts";
import type { SourceRange } from "./source-range.ts";

/** What is wrong with a Dockerfile, in BuildKit's words, with the place or places of it. */
export class DockerfileError extends EngineError {
  /** Empty where the place is not known. */
  readonly ranges: readonly SourceRange[];

  constructor(message: string, ranges: readonly SourceRange[] = [], cause?: unknown) {
    super("invalid-argument", message, { code: "dockerfile.invalid", cause });
    this.name = "DockerfileError";
    this.ranges = ranges;
  }
}

/** Runs `work`; what it throws without a place gets `range`, and `prefix` before its message. */
export function locating<T>(range: SourceRange, work: () => T, prefix = ""): T {
  try {
    return work();
  } catch (error) {
    const ranges = error instanceof DockerfileError && error.ranges.length > 0 ? error.ranges : [range];
    throw new DockerfileError(prefix + messageOf(error), ranges, error);
  }
}
