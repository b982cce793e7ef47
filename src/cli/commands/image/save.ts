import { imageSave } from "#client/image-save.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { checkOutputFile, writeWhole } from "../../copy/output-file.ts";
import { commaList } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { copyRaw } from "../../streams/copy-output.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { platformJson } from "../../values/platform.ts";

export const command = {
  usage: "[OPTIONS] IMAGE [IMAGE...]",
  arguments: atLeast(1),
  flags: {
    output: string({ short: "o", usage: "File to write to instead of standard output" }),
    platform: commaList({ usage: "Write only these platforms (os[/arch[/variant]])", type: "string" }),
  },
  aliases: ["docker image save", "docker save"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const platforms = flags.platform.map(platformJson);
  const { output } = flags;
  if (output === "" && io.stdout.isTerminal) {
    throw new Error("cowardly refusing to save to a terminal. Use the -o flag or redirect");
  }
  if (output !== "") checkWritable(output);
  await interruptible(op, io, async (ended) => {
    const content = await imageSave(ended, client, args, { platforms });
    await (output === "" ? copyRaw(content, io.stdout) : writeWhole(output, content));
  });
});

function checkWritable(path: string): void {
  try {
    checkOutputFile(path);
  } catch (error) {
    throw new Error(`failed to save image: ${(error as Error).message}`);
  }
}
