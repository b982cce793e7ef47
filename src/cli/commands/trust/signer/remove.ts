import { atLeast } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { bool } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "[OPTIONS] NAME REPOSITORY [REPOSITORY...]",
  arguments: atLeast(2),
  flags: { force: bool({ short: "f", usage: "Do not ask first" }) },
} satisfies Command;

export const run = refuses("docker trust signer remove", command);
