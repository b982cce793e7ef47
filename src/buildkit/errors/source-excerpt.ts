import type { LineRange } from "#core/build/graph.ts";

/** Lines around a place that clients may show. */
const linesAround = 10;
const maxLineLength = 200;
/** How many lines are kept of ranges of any length. */
const maxLines = 40;

/**
 * `text` with its lines where they are, but without what is far from `ranges` where it would be longer than `limit`: errors go
 * in headers, which have a limit, and clients show only what is around.
 */
export function sourceExcerpt(text: string, ranges: readonly LineRange[], limit: number): string {
  if (text.length <= limit) return text;
  let kept = 0;
  const isNear = (line: number): boolean =>
    ranges.some(({ start, end }) => line >= start.line - linesAround && line <= end.line + linesAround);
  const lines = text.split("\n").map((line, index) => {
    if (!isNear(index + 1) || kept >= maxLines) return "";
    kept += 1;
    return line.slice(0, maxLineLength);
  });
  return lines.join("\n").trimEnd().slice(0, limit);
}
