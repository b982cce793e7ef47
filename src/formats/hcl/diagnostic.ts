/** A place in a text: from 1; columns are what a person sees as one character. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** What is wrong with a text, and where. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail: string;
  readonly subject?: Range | undefined;
}

export const between = (first: Range, last: Range): Range => ({ file: first.file, start: first.start, end: last.end });

export const atStart = ({ file, start }: Range): Range => ({ file, start, end: start });
export const atEnd = ({ file, end }: Range): Range => ({ file, start: end, end });

export function rangeText({ file, start, end }: Range): string {
  const last = start.line === end.line ? String(end.column) : `${end.line},${end.column}`;
  return `${file}:${start.line},${start.column}-${last}`;
}

/** The first diagnostic, and how many others there are. */
export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics[0];
  if (first === undefined) return "no diagnostics";
  const where = first.subject === undefined ? "<nil>" : rangeText(first.subject);
  const text = `${where}: ${first.summary}; ${first.detail}`;
  return diagnostics.length === 1 ? text : `${text}, and ${diagnostics.length - 1} other diagnostic(s)`;
}

/** A file, or an expression of it, that is not as it has to be. */
export class HclError extends Error {
  override readonly name = "HclError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnosticsText(diagnostics));
    this.diagnostics = diagnostics;
  }
}

/** Throws what was found wrong, if anything was. */
export function throwIfWrong(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new HclError(diagnostics);
}

/** One of `known` that the name may have been meant to be. */
export function suggestion(given: string, known: Iterable<string>): string | undefined {
  for (const name of known) if (Math.abs(name.length - given.length) < 3 && distance(given, name) < 3) return name;
  return undefined;
}

/** How many characters have to be put in, taken out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
