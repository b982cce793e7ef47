import { exactly } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "NAME",
  arguments: exactly(1),
  flags: { dir: string({ usage: "Folder for the key (the current one unless given)" }) },
} satisfies Command;

export const run = refuses("docker trust key generate", command);
