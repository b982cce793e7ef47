import { atLeast } from "../../arguments.ts";
import type { Command } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { refuses } from "../../refuses.ts";

export const command = {
  usage: "IMAGE[:TAG] [IMAGE[:TAG]...]",
  arguments: atLeast(1),
  flags: { pretty: bool({ usage: "Print it for people to read" }) },
} satisfies Command;

export const run = refuses("docker trust inspect", command);
