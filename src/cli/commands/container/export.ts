import { containerExport } from "#client/container-archive.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { checkOutputFile, writeWhole } from "../../copy/output-file.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { copyRaw } from "../../streams/copy-output.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER",
  arguments: exactly(1),
  flags: { output: string({ short: "o", usage: "File to write to instead of standard output" }) },
  aliases: ["docker container export", "docker export"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const { output } = flags;
  if (output === "" && io.stdout.isTerminal)
    throw new ExitError(1, "cowardly refusing to save to a terminal. Use the -o flag or redirect");
  if (output !== "") checkWritable(output);
  const content = await containerExport(op, client, args[0] ?? "");
  await (output === "" ? copyRaw(content, io.stdout) : writeWhole(output, content));
});

function checkWritable(path: string): void {
  try {
    checkOutputFile(path);
  } catch (error) {
    throw new ExitError(1, `failed to export container: ${(error as Error).message}`);
  }
}
