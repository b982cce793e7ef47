import type { EventMessage } from "#api/types.gen.ts";
import { type ReceivedEvent, systemEvents } from "#client/system-events.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
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
  const { compileTemplate, runTemplate } = await import("../../format/template.ts");
  const { typedValue } = await import("../../inspect/typed-value.ts");
  const template = compileTemplate(format);
  return ({ json }) => runTemplate(template, typedValue(json, "EventMessage"));
}

function nanosOf(json: string): bigint {
  const nanos = /"timeNano":\s*(\d+)/.exec(json)?.[1];
  if (nanos !== undefined) return BigInt(nanos);
  return BigInt(/"time":\s*(\d+)/.exec(json)?.[1] ?? 0) * 1_000_000_000n;
}

function eventText({ Type, Action, Actor }: EventMessage, nanos: bigint): string {
  const attributes = Actor?.Attributes ?? {};
  const pairs = Object.keys(attributes)
    .sort()
    .map((key) => `${key}=${attributes[key]}`);
  const details = pairs.length === 0 ? "" : ` (${pairs.join(", ")})`;
  return `${timeText(nanos)} ${Type} ${Action} ${Actor?.ID ?? ""}${details}`;
}

/** RFC 3339 with nine digits, in the local zone. */
function timeText(nanos: bigint): string {
  const date = new Date(Number(nanos / 1_000_000n));
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const fraction = String(nanos % 1_000_000_000n).padStart(9, "0");
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  const zone = minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
  return `${local}.${fraction}${zone}`;
}
