import { exactly } from "../../arguments.ts";
import type { Command } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { refuses } from "../../refuses.ts";

export const command = {
  usage: "[OPTIONS] IMAGE[:TAG]",
  arguments: exactly(1),
  flags: { yes: bool({ short: "y", usage: "Do not ask first" }) },
} satisfies Command;

export const run = refuses("docker trust revoke", command);
