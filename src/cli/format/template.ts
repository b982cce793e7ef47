import type { Template } from "#formats/go-template/ast.ts";
import { executeTemplate as execute } from "#formats/go-template/execute.ts";
import { dockerFunctions } from "#formats/go-template/functions.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";

const functionNames = new Set(Object.keys(dockerFunctions));

export interface TemplateOptions {
  /** Name of the template in messages; Docker mostly gives none. */
  readonly name?: string;
  /** A key that a map lacks is an error. */
  readonly strictMaps?: boolean;
}

/** Parses a template with Docker's functions. @throws Error in Go's words. */
export function compileTemplate(source: string, options: TemplateOptions = {}): Template {
  return parseTemplate(source, { name: options.name ?? "", functions: functionNames });
}

/** Runs a parsed template. @throws Error in Go's words. */
export function runTemplate(template: Template, value: unknown, options: TemplateOptions = {}): string {
  return execute(template, value, { functions: dockerFunctions, strictMaps: options.strictMaps === true });
}

/** Parses and runs. @throws Error in Go's words. */
export function executeTemplate(source: string, value: unknown, options: TemplateOptions = {}): string {
  return runTemplate(compileTemplate(source, options), value, options);
}
