import { withoutControls } from "#base/controls.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { plainProgress, progressPrefix, progressText } from "../format/progress-text.ts";
import { cutToWidth, textWidth } from "../format/text-width.ts";
import type { Output, WindowSize } from "../io/io.ts";

/** Shows a message; of one that tells of a failure only the place. */
export type ShowProgress = (message: ProgressMessage, failed: boolean) => void;

/**
 * Progress on a terminal: each thing keeps its line as long as nothing else is printed. Lines never wrap, and those that have
 * left the screen stay as they are: nothing is drawn where something else stands. A terminal that has become narrower than what
 * is drawn wraps that by itself, so things get new lines below. `now` in milliseconds since 1970.
 */
export function terminalProgress(out: Output, now: () => number): ShowProgress {
  let lines = new Map<string, number>();
  let widest = 0;
  return (message, failed) => {
    const size = out.windowSize();
    // A terminal that does not tell its size has room for everything.
    if (size.columns > 0 && widest > size.columns) forget();
    const { id = "", progress = "", progressDetail } = message;
    if (id === "" || (progressDetail === undefined && progress === "")) {
      forget();
      out.write(failed ? "" : printed(message, size, now()));
      return;
    }
    const isNew = !lines.has(id);
    if (isNew) lines.set(id, lines.size);
    const up = lines.size - (lines.get(id) ?? 0);
    const text = failed ? "" : inPlace(message, size, now());
    widest = Math.max(widest, textWidth(text));
    if (size.rows === 0 || up < size.rows) out.write(`${isNew ? "\n" : ""}\x1b[${up}A${text}\x1b[${up}B`);
  };

  function forget(): void {
    lines = new Map();
    widest = 0;
  }
}

/** The message as text that other text follows. */
function printed(message: ProgressMessage, { columns }: WindowSize, now: number): string {
  const { progressDetail, status = "", stream = "" } = message;
  if (progressDetail === undefined) return progressPrefix(message) + plainProgress(message);
  const bar = progressText(progressDetail, { columns, now });
  if (stream !== "") return bar === "" ? `${progressPrefix(message)}${status} ${bar}` : "";
  return `\x1b[2K\r${progressPrefix(message)}${status} ${bar}\r`;
}

/** The message over what its line showed before. */
function inPlace(message: ProgressMessage, size: WindowSize, now: number): string {
  const text = printed(message, size, now);
  const [, begin = "", line = "", end = ""] = /^((?:\x1b\[2K\r)?)(.*?)([\r\n]*)$/su.exec(text) ?? [];
  return `${begin}${cutToWidth(withoutControls(line), size.columns || Number.POSITIVE_INFINITY)}${end}`;
}
