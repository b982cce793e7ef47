import { linesOf, type SourceRange } from "#formats/dockerfile/source-range.ts";

const rule = "-".repeat(20);

/** A source that an error or a finding is about. */
export interface ExcerptSource {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The lines of a source around `ranges`, those in them marked, as BuildKit's clients print them below its errors:
 *
 *     Dockerfile:2
 *     --------------------
 *        1 |     FROM scratch
 *        2 | >>> RNU true
 *     --------------------
 *
 * Empty where no line of the source is meant.
 */
export function sourceExcerpt({ fileName, text }: ExcerptSource, ranges: readonly SourceRange[]): string {
  const marked = new Set(ranges.flatMap(linesOf));
  const lines = text.split("\n");
  const first = Math.min(...marked);
  if (marked.size === 0 || first < 1 || first > lines.length) return "";
  const [from, to] = padded(first, Math.min(Math.max(...marked), lines.length), lines.length);
  const shown = lines.slice(from - 1, to).map((line, index) => {
    const number = from + index;
    return ` ${String(number).padStart(3)} | ${marked.has(number) ? ">>>" : "   "} ${line}`;
  });
  return [`${fileName}:${first}`, rule, ...shown, rule, ""].join("\n");
}

/** Four lines around one, two around several; what is missing on one side is not made up for on the other. */
function padded(first: number, last: number, count: number): readonly [from: number, to: number] {
  const padding = first === last ? 4 : 2;
  let [from, to] = [first, last];
  // A round without any line counts too: it ends the padding of small files.
  for (let added = 0; added < padding; added++) {
    if (from > 1) {
      from -= 1;
      added += 1;
    }
    if (to < count) {
      to += 1;
      added += 1;
    }
  }
  return [from, to];
}
