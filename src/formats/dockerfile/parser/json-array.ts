import { trimGoSpaceStart } from "#base/go-space.ts";
import { DockerfileError } from "../dockerfile-error.ts";

/**
 * The strings of an array in JSON; undefined for what is no array, which then is text.
 * @throws DockerfileError where the array holds something else
 */
export function jsonArrayOf(text: string): string[] | undefined {
  const trimmed = trimGoSpaceStart(text);
  if (!trimmed.startsWith("[")) return undefined;
  const items = parsed(trimmed);
  if (items === undefined) return undefined;
  if (!items.every((item) => typeof item === "string"))
    throw new DockerfileError("when using JSON array syntax, arrays must be comprised of strings only");
  return items.map((item) => item.toWellFormed());
}

function parsed(text: string): unknown[] | undefined {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return undefined;
  }
}
