import { EngineError } from "#base/errors.ts";
import { goPattern } from "#formats/patterns/go-pattern.ts";
import { familiarRepository, familiarText, parseReference } from "#formats/reference/reference.ts";

/** Whether `pattern` (Go's path.Match) fits a name's familiar form, with its tag or without. */
export function matchesReference(pattern: string, name: string): boolean {
  const reference = parseReference(name);
  const fits = goPattern(pattern);
  if (fits === undefined) throw new EngineError("invalid-argument", "syntax error in pattern");
  return fits.test(familiarText(reference)) || fits.test(familiarRepository(reference));
}
