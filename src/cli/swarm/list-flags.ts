import { filter } from "../flags/filter.ts";
import { bool, string } from "../flags/scalars.ts";
import { formatHelp } from "../help/format-flag.ts";

/** The flags of lists of what a swarm has: services, nodes, secrets, configs. */
export const swarmListFlags = {
  filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
  format: string({ usage: formatHelp }),
  quiet: bool({ short: "q", usage: "Only show ids" }),
} as const;
