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
  const printer = makePrinter(io, mode);
  const told: ProgressEvent[] = [];
  // Of a build that runs, as it comes.
  const event = (value: unknown): void =>
    record.completedAt === undefined ? printer.event(value as ProgressEvent) : void told.push(value as ProgressEvent);
  await askBuilder(op, client, { name: "replay", id: record.id }, { event });
  for (const one of inOrder(told)) printer.event(one);
  printer.finish();
});

/** Step after step, as they began, each with all that was told of it before its end. */
function inOrder(told: readonly ProgressEvent[]): ProgressEvent[] {
  const steps = told.flatMap(({ vertex }) => (vertex === undefined ? [] : [vertex]));
  const started = steps.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  const within = started.flatMap((vertex): ProgressEvent[] => {
    const { completedAt: _, ...begun } = vertex;
    const own = told.filter(({ task, log }) => task?.vertex === vertex.digest || log?.vertex === vertex.digest);
    return [{ vertex: begun }, ...own, { vertex }];
  });
  return [...within, ...told.filter(({ warning }) => warning !== undefined)];
}
