import { exactly } from "../../../arguments.ts";
import type { Command } from "../../../command.ts";
import { commaList } from "../../../flags/lists.ts";
import { bool, string } from "../../../flags/scalars.ts";
import { refuses } from "../../../refuses.ts";

export const command = {
  usage: "[OPTIONS] source",
  arguments: exactly(1),
  flags: {
    fields: commaList({ usage: "Fields of the source to fetch before" }),
    file: string({ short: "f", usage: "File of the policy", default: "Dockerfile" }),
    filename: string({ usage: "Another name of --file", default: "Dockerfile", hidden: true }),
    platform: string({ usage: "Platform of the source" }),
    print: bool({ usage: "Print what the policy is given" }),
  },
} satisfies Command;

export const run = refuses("docker buildx policy eval", command);
