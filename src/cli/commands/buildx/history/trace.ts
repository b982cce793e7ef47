import { atMost } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "[OPTIONS] [REF]",
  arguments: atMost(1),
  flags: {
    addr: string({ usage: "Address to show it at", default: "127.0.0.1:0" }),
    compare: string({ usage: "Another build to compare with" }),
  },
} satisfies Command;

export const run = refuses("docker buildx history trace", command);
