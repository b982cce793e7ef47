import { composeRelease } from "#compose/labels.ts";
import { bool, string } from "../../flags/scalars.ts";
import { type ComposeCommand, noArguments, runsCompose } from "../command.ts";

export const command = {
  usage: "[OPTIONS]",
  argumentFault: noArguments,
  flags: {
    format: string({ short: "f", usage: "Format the output. Values: [pretty | json]. (Default: pretty)" }),
    short: bool({ usage: "Shows only Compose's version number" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (_op, io, _client, { flags }) => {
  io.stdout.write(`${versionText(flags)}\n`);
});

function versionText({ short, format }: { readonly short: boolean; readonly format: string }): string {
  if (short) return composeRelease;
  return format === "json" ? JSON.stringify({ version: composeRelease }) : `Docker Compose version ${composeRelease}`;
}
