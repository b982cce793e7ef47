import { syntaxError } from "#base/strconv.ts";

/** A number as Go reads one. @throws Error in strconv's words */
export function parseFloatText(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw syntaxError("ParseFloat", text);
  return value;
}
