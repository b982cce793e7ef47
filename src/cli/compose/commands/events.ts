import type { EventMessage } from "#api/types.gen.ts";
import { systemEvents } from "#client/system-events.ts";
import { labels } from "#compose/labels.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { nanosOf } from "../../values/event-time.ts";
import { checkedTimestamp } from "../../values/timestamp.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { eventJson, eventText } from "../listing/event-text.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    json: bool({ usage: "Output events as a stream of json objects" }),
    since: string({ usage: "Show all events created since timestamp" }),
    until: string({ usage: "Stream events until this timestamp" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services } = invocation;
  const project = (await projectNameOf(op, invocation)).toLowerCase();
  const options = {
    since: checkedTimestamp(flags.since, io.now()),
    until: checkedTimestamp(flags.until, io.now()),
    filters: { label: [`${labels.project}=${project}`] },
  };
  const textOf = flags.json ? eventJson : eventText;
  await cancellable(op, io, async (ended) => {
    for await (const { event, json } of systemEvents(ended, client, options))
      if (isShown(event, services)) io.stdout.write(textOf(event, nanosOf(json)));
    // The end of the events, whoever has asked for it, is an error to Compose.
    throw new ExitError(1, "EOF");
  });
});

function isShown({ Type, Actor }: EventMessage, services: readonly string[]): boolean {
  const attributes = Actor.Attributes ?? {};
  if (Type !== "container" || attributes[labels.oneOff] === "True") return false;
  return services.length === 0 || services.includes(attributes[labels.service] ?? "");
}
