import { containerWhy } from "#client/container-why.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { whyText } from "../../format/why-text.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: { format: string({ short: "f", usage: "'json': the engine's own words, one container a line" }) },
  aliases: ["docker container why", "docker why"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  if (flags.format !== "" && flags.format !== "json") throw new ExitError(1, "the format of why is json, or none");
  const errors: string[] = [];
  for (const [index, name] of args.entries()) {
    try {
      const why = await containerWhy(op, client, name);
      const gap = index === 0 || flags.format === "json" ? "" : "\n";
      io.stdout.write(`${gap}${flags.format === "json" ? `${JSON.stringify(why)}\n` : whyText(why, io.now())}`);
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});
