import { ExitError } from "../errors.ts";
import { indentJson } from "../format/indent-json.ts";
import type { Io, Output } from "../io/io.ts";

export interface InspectOptions {
  readonly refs: readonly string[];
  /** Empty: indented JSON; `json`: one line; otherwise a Go template. */
  readonly format: string;
  find(ref: string): Promise<FoundObject>;
}

/** An object that was asked for. */
export interface FoundObject {
  /** The engine's own JSON. */
  readonly json: string;
  /** Its type in `#api/schemas.gen.ts`, where it has one: templates then see Go's fields. */
  readonly type: string | undefined;
}

/**
 * Prints the objects that are found as one list, then complains about the others.
 * @throws ExitError with the errors, one a line
 */
export async function printObjects(io: Io, { refs, format, find }: InspectOptions): Promise<void> {
  const errors: string[] = [];
  const found: FoundObject[] = [];
  const print = format === "" || format === "json" ? undefined : await templatePrinter(format);
  for (const ref of refs) {
    try {
      found.push(await find(ref));
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (print !== undefined) print(io.stdout, found);
  else io.stdout.write(format === "json" ? lineText(found) : listText(found));
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
}

function listText(objects: readonly FoundObject[]): string {
  return objects.length === 0 ? "[]\n" : `${indentJson(`[${objects.map(({ json }) => json).join(",")}]`)}\n`;
}

function lineText(objects: readonly FoundObject[]): string {
  return `[${objects.map(({ json }) => json.trim()).join(",")}]\n`;
}

async function templatePrinter(format: string): Promise<(out: Output, objects: readonly FoundObject[]) => void> {
  const { inspectPrinter } = await import("./inspect-template.ts");
  return inspectPrinter(format);
}
