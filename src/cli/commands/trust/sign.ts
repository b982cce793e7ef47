import { exactly } from "../../arguments.ts";
import type { Command } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { refuses } from "../../refuses.ts";

export const command = {
  usage: "IMAGE:TAG",
  arguments: exactly(1),
  flags: { local: bool({ usage: "Sign an image that is here" }) },
} satisfies Command;

export const run = refuses("docker trust sign", command);
