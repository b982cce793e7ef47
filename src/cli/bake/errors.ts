import type { Range } from "#formats/hcl/diagnostic.ts";
import { HclError } from "#formats/hcl/diagnostic.ts";

/** Why there is nothing to build, in the words of bake. */
export class BakeError extends Error {
  override readonly name: string = "BakeError";
}

/** A variable or a function that no file defines. */
export class UndefinedError extends BakeError {
  override readonly name = "UndefinedError";

  constructor(kind: "variable" | "function", name: string) {
    super(`${kind} ${JSON.stringify(name)} does not exist: undefined`);
  }
}

/** The error as one of a place in a file, unless it already is such. */
export function placed(summary: string, error: unknown, subject: Range | undefined): unknown {
  if (!(error instanceof BakeError)) return error;
  return new HclError([{ summary, detail: error.message, subject }]);
}

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** The lines around the place of an error, as they are shown before it; nothing for an error without one. */
export function sourceExcerpt(error: unknown, files: readonly SourceFile[]): string {
  const subject = error instanceof HclError ? error.diagnostics[0]?.subject : undefined;
  if (subject === undefined) return "";
  const text = files.find(({ name }) => name === subject.file)?.text ?? "";
  const lines = text.split("\n");
  const { line: first } = subject.start;
  const last = Math.max(first, subject.end.line);
  if (first > lines.length || first < 1) return "";
  const shown = around(first, Math.min(last, lines.length), lines.length);
  const rows = lines.slice(shown.from - 1, shown.to).map((line, at) => {
    const number = shown.from + at;
    const mark = number >= first && number <= last ? ">>>" : "   ";
    return ` ${String(number).padStart(3)} | ${mark} ${line}\n`;
  });
  const rule = "--------------------\n";
  return `${subject.file}:${first}\n${rule}${rows.join("")}${rule}`;
}

function around(first: number, last: number, count: number): { readonly from: number; readonly to: number } {
  let [from, to] = [first, last];
  const wanted = first === last ? 4 : 2;
  for (let added = 0; added < wanted; added += 1) {
    if (from > 1) {
      from -= 1;
      added += 1;
    }
    if (to !== count) {
      to += 1;
      added += 1;
    }
  }
  return { from, to };
}
