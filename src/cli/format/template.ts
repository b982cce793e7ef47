import type { Template } from "#formats/go-template/ast.ts";
import { dockerFunctions, headerFunctions } from "#formats/go-template/docker-functions.ts";
import type { EvaluatorOptions } from "#formats/go-template/evaluate.ts";
import { executeTemplate } from "#formats/go-template/execute.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";
import type { Value } from "#formats/go-template/value.ts";
import { ExitError } from "../errors.ts";

const functionNames = new Set(Object.keys(dockerFunctions));

/** Parses a template with Docker's functions; Docker mostly gives it no name. @throws Error in Go's words. */
export function compileTemplate(source: string, options: { readonly name?: string } = {}): Template {
  return parseTemplate(source, { name: options.name ?? "", functions: functionNames });
}

/** `compileTemplate` before anything is asked. @throws ExitError with the code that stands for a wrong template, and `refusal` before Go's words */
export function checkedTemplate(
  source: string,
  options: { readonly name?: string; readonly refusal: string },
): Template {
  try {
    return compileTemplate(source, options);
  } catch (error) {
    throw new ExitError(64, `${options.refusal}${(error as Error).message}`);
  }
}

/** Runs a parsed template. @throws Error in Go's words. */
export function runTemplate(
  template: Template,
  value: Value | undefined,
  options: Pick<EvaluatorOptions, "missingKey"> = {},
): string {
  return executeTemplate(template, value, { functions: dockerFunctions, ...options });
}

/** Runs a parsed template for the header of a table, which functions leave as it is; an error ends it silently. */
export function runHeader(template: Template, value: Value): string {
  const out: string[] = [];
  try {
    executeTemplate(template, value, { functions: headerFunctions, out });
  } catch {
    // What could not be printed of a header shows on the rows.
  }
  return out.join("");
}
