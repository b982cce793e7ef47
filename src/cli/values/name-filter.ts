import { LinearRegExp } from "#formats/regexp/regexp.ts";

/** Whether a name is one of these, or one of these is a pattern that is found in it. One that is no pattern finds nothing. */
export function matchesAny(name: string, wanted: readonly string[]): boolean {
  return wanted.includes(name) || wanted.some((pattern) => isFound(pattern, name));
}

function isFound(pattern: string, text: string): boolean {
  try {
    return new LinearRegExp(pattern).match(text) !== undefined;
  } catch {
    return false;
  }
}
