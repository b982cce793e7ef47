import type { Io } from "./io.ts";

/** The variables of an environment, without those that have no value. */
export function variablesOf(env: Io["env"]): Map<string, string> {
  return new Map(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
