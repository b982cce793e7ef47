/** A place in a Dockerfile; lines and columns count from 1, columns in UTF-16 units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A part of a Dockerfile, with its end just after its last character. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** The whole of some lines: what BuildKit says of a place, of which it knows no columns. */
export function lineRange(first: number, last = first): SourceRange {
  return { start: { line: first, column: 1 }, end: { line: Math.max(first, last), column: 1 } };
}

/** The numbers of the lines a range touches. */
export function linesOf(range: SourceRange): number[] {
  return Array.from({ length: range.end.line - range.start.line + 1 }, (_, index) => range.start.line + index);
}
