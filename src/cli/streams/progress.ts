import { readJsonLines } from "#client/body.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import type { Output } from "../io/io.ts";

/**
 * Shows the messages of a long answer, each on a line, without the bars of a terminal.
 * @throws Error with the engine's text when it ends in an error
 */
export async function showProgress(out: Output | undefined, body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const message of readJsonLines<ProgressMessage>(body)) {
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) throw new Error(failure);
    out?.write(lineOf(message));
  }
}

function lineOf({ id = "", status = "", stream, progress, progressDetail, aux }: ProgressMessage): string {
  if (stream !== undefined) return stream;
  if (aux !== undefined || progress !== undefined || (progressDetail?.current ?? 0) > 0) return "";
  return `${id === "" ? "" : `${id}: `}${status}\n`;
}
