import { statSync } from "node:fs";
import { dirname } from "node:path";
import { notSupported } from "#base/errors.ts";

/** @throws Error in buildx's words for flags that do not go together, and for a file that cannot be written */
export function checkShownFlags(flags: {
  readonly quiet: boolean;
  readonly progress: string;
  readonly "metadata-file": string;
}): void {
  if (flags.quiet && !["auto", "quiet", ""].includes(flags.progress))
    throw new Error(`progress=${flags.progress} and quiet cannot be used together`);
  const folder = dirname(flags["metadata-file"]);
  if (folder !== "." && statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new Error(`invalid output path: stat ${folder}: no such file or directory`);
}

/** Refuses what is known and does not act. @throws EngineError not-implemented, with the flag's name */
export function checkBuildFlags(flags: {
  readonly policy: readonly string[];
  readonly resource?: readonly string[];
}): void {
  if (flags.policy.length > 0) throw notSupported("--policy");
  if (flags.resource !== undefined && flags.resource.length > 0) throw notSupported("--resource");
}
