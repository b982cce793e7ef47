import type { Value } from "#formats/go-template/value.ts";
import { ExitError } from "../errors.ts";
import { compileTemplate, runTemplate } from "../format/template.ts";
import type { Output } from "../io/io.ts";
import type { FoundObject } from "./print-objects.ts";
import { typedValue, untypedValue } from "./typed-value.ts";

const badTemplate = 64;

/** An object of which there is nothing but Go's struct. */
export interface GoObject {
  readonly value: Value;
}

/**
 * Prints objects by a Go template, a line each: as Go's own structs, or as plain maps where those have no such field.
 * @throws ExitError in Docker's words
 */
export function inspectPrinter(format: string): (out: Output, objects: readonly (FoundObject | GoObject)[]) => void {
  let template: ReturnType<typeof compileTemplate>;
  try {
    template = compileTemplate(format);
  } catch (error) {
    throw new ExitError(badTemplate, `template parsing error: ${(error as Error).message}`);
  }
  // A template that has fallen back once stays strict about the keys of maps.
  let strict: { readonly missingKey?: "error" } = {};
  const print = (object: FoundObject | GoObject): string => {
    if ("value" in object) return runTemplate(template, object.value);
    const { json, type } = object;
    if (type !== undefined) {
      try {
        return runTemplate(template, typedValue(json, type), strict);
      } catch {
        // The struct has no such field; the engine's own JSON may have it.
      }
    }
    strict = { missingKey: "error" };
    return runTemplate(template, untypedValue(json), strict);
  };
  return (out, objects) => {
    try {
      out.write(objects.length === 0 ? "\n" : objects.map((object) => `${print(object)}\n`).join(""));
    } catch (error) {
      out.write("\n");
      throw new ExitError(1, `template parsing error: ${(error as Error).message}`);
    }
  };
}
