import type { Position } from "../diagnostic.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What a person sees as one character each. */
export function graphemesOf(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Where a text ends that begins at `start`. */
export function positionAfter(start: Position, text: string): Position {
  let { line, column } = start;
  for (const grapheme of graphemesOf(text)) {
    if (grapheme === "\n" || grapheme === "\r\n") {
      line += 1;
      column = 1;
    } else column += 1;
  }
  return { line, column };
}
