import { atLeast } from "../../../arguments.ts";
import { queryRecords } from "../../../build-history/record.ts";
import { askBuilder } from "../../../builders/ask-builder.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { bool } from "../../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [REF...]",
  arguments: atLeast(0),
  flags: { all: bool({ usage: "Remove all builds that ended" }), builder: builderFlag },
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { args, flags }) => {
  if (args.length === 0 && !flags.all) throw new Error("rm requires at least one argument");
  if (args.length > 0 && flags.all) throw new Error("rm requires either --all or at least one argument");
  new Builders(io).checkUsable(flags.builder);
  if (flags.all) {
    const { records } = await queryRecords(op, client, { ref: "", completedOnly: true });
    for (const { id } of records) await askBuilder(op, client, { name: "forget", id });
    return;
  }
  const failures: string[] = [];
  for (const id of args) {
    await askBuilder(op, client, { name: "forget", id }).catch((error: unknown) => {
      failures.push((error as Error).message);
    });
  }
  if (failures.length === 1) throw new Error(failures[0]);
  if (failures.length > 1)
    throw new Error(`${failures.length} errors occurred:\n${failures.map((text) => `\t* ${text}\n`).join("")}\n\n`);
});
