import type { Output } from "../io/io.ts";
import { goJson } from "./table.ts";

/** Prints one object as JSON or by a Go template, and ends the line. @throws Error in Docker's words. */
export async function printObject(out: Output, value: unknown, format: string): Promise<void> {
  if (format === "json") return out.write(`${goJson(value)}\n`);
  const { executeTemplate } = await import("./template.ts");
  out.write(`${executeTemplate(format, value)}\n`);
}
