import { atMost } from "../../../arguments.ts";
import type { ProgressEvent } from "../../../build/progress/events.ts";
import { makePrinter } from "../../../build/progress/make-printer.ts";
import { oneRecord } from "../../../build-history/record.ts";
import { askBuilder } from "../../../builders/ask-builder.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { string } from "../../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] [REF]",
  arguments: { ...atMost(1), plain: true },
  flags: {
    builder: builderFlag,
    progress: string({ usage: "How to show it: plain, rawjson, tty", default: "plain" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { args, flags }) => {
  new Builders(io).checkUsable(flags.builder);
  const { record } = await oneRecord(op, client, args[0] ?? "");
  const mode = flags.progress === "auto" ? "plain" : flags.progress;
  const printer = makePrinter(io.stderr, io.env, mode);
  const told: ProgressEvent[] = [];
  // Of a build that runs, as it comes; else as it came, at once.
  const event = (value: unknown): void =>
    record.completedAt === undefined ? printer.event(value as ProgressEvent) : void told.push(value as ProgressEvent);
  await askBuilder(op, client, { name: "replay", id: record.id }, { event });
  printer.events(told);
  printer.finish();
});
