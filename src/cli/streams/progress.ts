import { readJsonLines } from "#client/body.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { plainProgress, progressPrefix, progressText } from "../format/progress-text.ts";
import type { Output } from "../io/io.ts";
import { type ShowProgress, terminalProgress } from "./terminal-progress.ts";

export interface ProgressOptions {
  /** Called for what is not for the eye. */
  readonly aux?: (value: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What an answer ended in: the engine's text, and the exit code of a program that failed. */
export class ProgressError extends Error {
  constructor(
    message: string,
    /** 0: none. */
    readonly code: number,
  ) {
    super(message);
  }
}

/**
 * Shows the messages of a long answer: each on a line, or on a terminal those about one thing on a line that changes.
 * @throws ProgressError when it ends in an error
 */
export async function showProgress(
  out: Output | undefined,
  body: AsyncIterable<Uint8Array>,
  options: ProgressOptions = {},
): Promise<void> {
  const show = out?.isTerminal === true ? terminalProgress(out, options.now ?? Date.now) : onLines(out);
  for await (const message of readJsonLines<ProgressMessage>(body)) {
    if (message.aux !== undefined) {
      options.aux?.(message.aux);
      continue;
    }
    // What went wrong comes after the move to the line of its thing, as everything else.
    const failure = failureOf(message);
    show(message, failure !== undefined);
    if (failure !== undefined) throw new ProgressError(failure, message.errorDetail?.code ?? 0);
  }
}

function failureOf({ error, errorDetail }: ProgressMessage): string | undefined {
  return errorDetail?.message ?? error;
}

/** Without a terminal there are no bars. */
function onLines(out: Output | undefined): ShowProgress {
  return (message, failed) => {
    const detail = message.progressDetail;
    if (failed || (detail !== undefined && progressText(detail, { columns: 200, now: 0 }) !== "")) return;
    out?.write(progressPrefix(message) + plainProgress(message));
  };
}
