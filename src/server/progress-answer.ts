import { messageOf } from "#base/errors.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Answers with lines of progress. As in Docker, the head goes out with the first line: a failure before it is an error of the
 * request, a later one is a line.
 */
export async function answerWithProgress(
  exchange: Exchange,
  work: (tell: (message: ProgressMessage) => void) => Promise<void>,
): Promise<void> {
  let write: ((line: string) => void) | undefined;
  const tell = (message: ProgressMessage): void => {
    write ??= exchange.lines();
    write(`${JSON.stringify(message)}\r`);
  };
  try {
    await work(tell);
  } catch (error) {
    if (write === undefined) throw error;
    const message = messageOf(error);
    exchange.op.log.info("request failed after its answer began", { error: message });
    tell({ errorDetail: { message }, error: message });
  }
  write ??= exchange.lines();
  exchange.response.end();
}
