import type { FlagValues } from "../flags/flag.ts";
import { list } from "../flags/lists.ts";
import { bool, integer, string } from "../flags/scalars.ts";

/** The flag that every command has, too. */
export const dryRunFlag = bool({ usage: "Execute command in dry run mode" });

/** The flags before the name of a command of Compose. */
export const composeFlags = {
  "all-resources": bool({ usage: "Include all resources, even those not used by services" }),
  ansi: string({ usage: 'Control when to print ANSI control characters ("never"|"always"|"auto")', default: "auto" }),
  compatibility: bool({ usage: "Run compose in backward compatibility mode" }),
  "dry-run": dryRunFlag,
  "env-file": list({ usage: "Specify an alternate environment file", type: "stringArray" }),
  file: list({ short: "f", usage: "Compose configuration files", type: "stringArray" }),
  "insecure-registry": list({
    usage: "Use insecure registry to pull Compose OCI artifacts",
    type: "stringArray",
    hidden: true,
  }),
  "no-ansi": bool({ usage: "Do not print ANSI control characters (DEPRECATED)", hidden: true }),
  parallel: integer({ usage: "Control max parallelism, -1 for unlimited", default: -1 }),
  profile: list({ usage: "Specify a profile to enable", type: "stringArray" }),
  progress: string({ usage: "Set type of progress output (auto, tty, plain, json, quiet)" }),
  "project-directory": string({
    usage: "Specify an alternate working directory\n(default: the path of the, first specified, Compose file)",
  }),
  "project-name": string({ short: "p", usage: "Project name" }),
  verbose: bool({ usage: "Show more output", hidden: true }),
  version: bool({ short: "v", usage: "Show the Docker Compose version information", hidden: true }),
  workdir: string({ usage: "Another name of --project-directory", hidden: true }),
} as const;

export type ComposeFlagValues = FlagValues<typeof composeFlags>;
