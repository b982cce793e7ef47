import { integer } from "../../flags/scalars.ts";

export const timeoutFlag = integer({ short: "t", usage: "Specify a shutdown timeout in seconds" });

/** Seconds, where the flag was given. */
export function timeoutOf(invocation: {
  readonly flags: { readonly timeout: number };
  changed(name: "timeout"): boolean;
}): number | undefined {
  return invocation.changed("timeout") ? invocation.flags.timeout : undefined;
}
