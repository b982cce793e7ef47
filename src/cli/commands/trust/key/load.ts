import { exactly } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "[OPTIONS] KEYFILE",
  arguments: exactly(1),
  flags: { name: string({ usage: "Name of the key", default: "signer" }) },
} satisfies Command;

export const run = refuses("docker trust key load", command);
