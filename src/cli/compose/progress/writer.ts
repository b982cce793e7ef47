import type { ProgressEvent } from "#compose/execute/progress.ts";

/** Shows progress in one of its forms. */
export interface ProgressWriter {
  event(event: ProgressEvent): void;
  /** Shows what is left, below all else. */
  tail(text: string): void;
  stop(): void;
}

/** Before everything that is only said to be done. */
export const dryRunPrefix = " DRY-RUN MODE - ";
