import { noArguments } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "",
  arguments: noArguments,
  flags: {
    invoke: string({ usage: "Command to run where the build stops" }),
    on: string({ usage: 'When the build stops ("always", "error")', default: "error" }),
  },
} satisfies Command;

export const run = refuses("docker buildx debug", command);
