import { exactly } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "<path>",
  arguments: exactly(1),
  flags: {
    filename: string({ usage: "Dockerfile whose policy is tried", default: "Dockerfile" }),
    run: string({ usage: "Try only tests whose names fit" }),
  },
} satisfies Command;

export const run = refuses("docker buildx policy test", command);
