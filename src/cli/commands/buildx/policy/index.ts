import type { CommandEntry } from "../../../command.ts";

/** Policies for sources of builds: known, and refused by name. */
export const policyCommands: readonly CommandEntry[] = [
  { name: "eval", short: "Show what a policy says of a source", isRefused: true, load: () => import("./eval.ts") },
  { name: "test", short: "Try the tests of policies", isRefused: true, load: () => import("./test.ts") },
];
