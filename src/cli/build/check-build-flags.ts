import { notSupported } from "#base/errors.ts";

/** Refuses what is known and does not act. @throws EngineError not-implemented, with the flag's name */
export function checkBuildFlags(flags: {
  readonly policy: readonly string[];
  readonly resource?: readonly string[];
}): void {
  if (flags.policy.length > 0) throw notSupported("--policy");
  if (flags.resource !== undefined && flags.resource.length > 0) throw notSupported("--resource");
}
