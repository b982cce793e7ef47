import type { EventMessage } from "#api/types.gen.ts";
import { labels } from "#compose/labels.ts";
import { localNanoTime } from "../../format/local-timestamp.ts";
import { goJson } from "../../format/table.ts";

/** An event as a line to read, and an empty line. */
export function eventText({ Action, Actor }: EventMessage, nanos: bigint): string {
  const { day, clock, fraction } = localNanoTime(nanos);
  const pairs = Object.entries(ownAttributes(Actor)).map(([name, value]) => `${name}=${value}`);
  return `${day} ${clock}.${fraction.slice(0, 6)} container ${Action} ${Actor.ID} (${pairs.join(", ")})\n\n`;
}

/** An event as a line of JSON. */
export function eventJson({ Action, Actor }: EventMessage, nanos: bigint): string {
  const { day, clock, fraction, zone } = localNanoTime(nanos);
  const digits = fraction.replace(/0+$/, "");
  const event = {
    action: Action,
    attributes: ownAttributes(Actor),
    id: Actor.ID,
    service: Actor.Attributes?.[labels.service] ?? "",
    time: `${day}T${clock}${digits === "" ? "" : `.${digits}`}${zone}`,
    type: "container",
  };
  return `${goJson(event)}\n`;
}

/** Without those that Compose has set, by name. */
function ownAttributes({ Attributes }: EventMessage["Actor"]): Record<string, string> {
  const own = Object.entries(Attributes ?? {}).filter(([name]) => !name.startsWith("com.docker.compose."));
  return Object.fromEntries(own.sort(([left], [right]) => (left < right ? -1 : 1)));
}
