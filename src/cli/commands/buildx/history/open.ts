import { atMost } from "../../../arguments.ts";
import { desktopUrl, openPage } from "../../../build-history/desktop.ts";
import { oneRecord } from "../../../build-history/record.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";

export const command = {
  usage: "[OPTIONS] [REF]",
  arguments: { ...atMost(1), plain: true },
  flags: { builder: builderFlag },
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { args, flags }) => {
  new Builders(io).checkUsable(flags.builder);
  const { record } = await oneRecord(op, client, args[0] ?? "");
  await openPage(op, io, desktopUrl(`${io.contextName}/${io.contextName}/${record.id}`));
});
