import type { Value } from "#formats/go-template/value.ts";
import { ExitError } from "../errors.ts";
import type { Output } from "../io/io.ts";

export interface ObjectOptions {
  /** `json` or a Go template. */
  readonly format: string;
  /** Name of the template in messages. */
  readonly name?: string;
  /** The object as templates see it. */
  goValue(): Promise<Value>;
}

/** Prints one object as JSON or by a Go template, and ends the line. @throws Error in Docker's words. */
export async function printObject(out: Output, value: unknown, options: ObjectOptions): Promise<void> {
  if (options.format === "json") return out.write(`${JSON.stringify(value)}\n`);
  const { compileTemplate, runTemplate } = await import("./template.ts");
  const template = (() => {
    try {
      return compileTemplate(options.format, { name: options.name ?? "" });
    } catch (error) {
      throw new ExitError(64, `template parsing error: ${(error as Error).message}`);
    }
  })();
  const data = await options.goValue();
  try {
    out.write(`${runTemplate(template, data)}\n`);
  } catch (error) {
    out.write("\n");
    throw error;
  }
}
