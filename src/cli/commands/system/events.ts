import type { EventMessage } from "#api/types.gen.ts";
import { type ReceivedEvent, systemEvents } from "#client/system-events.ts";
import type { Value as GoValue } from "#formats/go-template/value.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { filter } from "../../flags/filter.ts";
import { string } from "../../flags/scalars.ts";
import { localNanoTimestamp } from "../../format/local-timestamp.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { nanosOf } from "../../values/event-time.ts";
import { checkedTimestamp } from "../../values/timestamp.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
    format: string({ usage: templateHelp }),
    since: string({ usage: "Begin with what happened since a time" }),
    until: string({ usage: "End with what happens until a time" }),
  },
  aliases: ["docker system events", "docker events"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const since = checkedTimestamp(flags.since, io.now());
  const until = checkedTimestamp(flags.until, io.now());
  const lineOf = await eventFormat(flags.format);
  for await (const received of systemEvents(op, client, { since, until, filters: flags.filter })) {
    io.stdout.write(`${lineOf(received)}\n`);
  }
});

async function eventFormat(format: string): Promise<(received: ReceivedEvent) => string> {
  if (format === "") return ({ event, json }) => eventText(event, nanosOf(json));
  if (format === "json") return ({ json }) => json.trim();
  const { checkedTemplate, runTemplate } = await import("../../format/template.ts");
  const { typedValue } = await import("../../inspect/typed-value.ts");
  const { pointerTo } = await import("#formats/go-template/type.ts");
  const { Value } = await import("#formats/go-template/value.ts");
  const template = checkedTemplate(format, { refusal: "Error parsing format: " });
  const pointer = (json: string): GoValue => {
    const message = typedValue(json, "EventMessage");
    return new Value(pointerTo(message.type), message);
  };
  try {
    // What the template does wrong shows before there is an event.
    runTemplate(template, pointer("{}"));
  } catch (error) {
    throw new ExitError(64, `Error parsing format: ${(error as Error).message}`);
  }
  return ({ json }) => runTemplate(template, pointer(json));
}

function eventText({ Type, Action, Actor }: EventMessage, nanos: bigint): string {
  const attributes = Actor?.Attributes ?? {};
  const pairs = Object.keys(attributes)
    .sort()
    .map((key) => `${key}=${attributes[key]}`);
  const details = pairs.length === 0 ? "" : ` (${pairs.join(", ")})`;
  return `${localNanoTimestamp(nanos)} ${Type} ${Action} ${Actor?.ID ?? ""}${details}`;
}
