import type { Output } from "../../io/io.ts";
import { Board, type BoardOptions } from "./board.ts";
import { dryRunPrefix, type ProgressWriter } from "./writer.ts";

const everyMs = 100;

/** Lines that change in place, and what is said below them at the end. */
export function terminalWriter(out: Output, now: () => number, options: BoardOptions): ProgressWriter {
  const board = new Board(options);
  const tails: string[] = [];
  const show = (isEnd: boolean): void => out.write(board.render(now(), out.windowSize(), { isEnd }));
  const timer = setInterval(() => show(false), everyMs);
  return {
    event: (event) => board.event(event, now()),
    tail: (text) => void tails.push(options.isDryRun ? `${dryRunPrefix}${text}`.trim() : text),
    stop: () => {
      clearInterval(timer);
      show(true);
      for (const text of tails) out.write(`${text}\n`);
    },
  };
}
