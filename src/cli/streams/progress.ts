import { readJsonLines } from "#client/body.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { progressPrefix, progressText } from "../format/progress-text.ts";
import type { Output } from "../io/io.ts";

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
  const show = out?.isTerminal === true ? onTerminal(out, options.now ?? Date.now) : onLines(out);
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

type Show = (message: ProgressMessage, failed: boolean) => void;

function failureOf({ error, errorDetail }: ProgressMessage): string | undefined {
  return errorDetail?.message ?? error;
}

/** Without a terminal there are no bars. */
function onLines(out: Output | undefined): Show {
  return (message, failed) => {
    const detail = message.progressDetail;
    if (failed || (detail !== undefined && progressText(detail, { columns: 200, now: 0 }) !== "")) return;
    out?.write(progressPrefix(message) + plainText(message));
  };
}

function plainText({ status = "", progress = "", stream = "" }: ProgressMessage): string {
  if (progress !== "") return `${status} ${progress}`;
  return stream === "" ? `${status}\n` : stream;
}

/** Keeps the lines of things as long as nothing else is printed. */
function onTerminal(out: Output, now: () => number): Show {
  let lines = new Map<string, number>();
  return (message, failed) => {
    const { id = "", progress = "", progressDetail } = message;
    let up = 0;
    let before = "";
    if (id !== "" && (progressDetail !== undefined || progress !== "")) {
      if (!lines.has(id)) {
        lines.set(id, lines.size);
        before = "\n";
      }
      up = lines.size - (lines.get(id) ?? 0);
    } else lines = new Map();
    const columns = out.windowSize().columns;
    const text = failed ? "" : terminalText(message, { columns, now: now() });
    out.write(before + moved(up, "A") + text + (id === "" ? "" : moved(up, "B")));
  };
}

function moved(lines: number, direction: "A" | "B"): string {
  return lines === 0 ? "" : `\x1b[${lines}${direction}`;
}

function terminalText(message: ProgressMessage, terminal: { readonly columns: number; readonly now: number }): string {
  const { status = "", stream = "", progressDetail } = message;
  const bar = progressDetail === undefined ? "" : progressText(progressDetail, terminal);
  if (progressDetail === undefined) return progressPrefix(message) + plainText(message);
  if (stream !== "") return bar === "" ? `${progressPrefix(message)}${status} ${bar}` : "";
  return `\x1b[2K\r${progressPrefix(message)}${status} ${bar}\r`;
}
