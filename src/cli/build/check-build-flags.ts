import { notSupported } from "#base/errors.ts";

/** @throws Error in buildx's words for flags that do not go together */
export function checkShownFlags(flags: { readonly quiet: boolean; readonly progress: string }): void {
  if (flags.quiet && !["auto", "quiet", ""].includes(flags.progress))
    throw new Error(`progress=${flags.progress} and quiet cannot be used together`);
}

/** Refuses what is known and does not act. @throws EngineError not-implemented, with the flag's name */
export function checkBuildFlags(flags: {
  readonly policy: readonly string[];
  readonly resource?: readonly string[];
}): void {
  if (flags.policy.length > 0) throw notSupported("--policy");
  if (flags.resource !== undefined && flags.resource.length > 0) throw notSupported("--resource");
}
