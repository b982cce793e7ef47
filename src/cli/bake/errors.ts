import { sourceExcerpt } from "#formats/build/excerpt.ts";
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
export function errorExcerpt(error: unknown, files: readonly SourceFile[]): string {
  const subject = error instanceof HclError ? error.diagnostics[0]?.subject : undefined;
  const file = files.find(({ name }) => name === subject?.file);
  return subject === undefined || file === undefined
    ? ""
    : sourceExcerpt({ fileName: file.name, text: file.text }, [{ start: subject.start, end: subject.end }]);
}
