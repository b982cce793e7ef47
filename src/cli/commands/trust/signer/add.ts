import { atLeast } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { list } from "../../../flags/lists.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "OPTIONS NAME REPOSITORY [REPOSITORY...]",
  arguments: atLeast(2),
  flags: { key: list({ usage: "File with the public key of the signer" }) },
} satisfies Command;

export const run = refuses("docker trust signer add", command);
