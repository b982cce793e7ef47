import type { EventMessage } from "#api/types.gen.ts";
import type { EngineEvent } from "#core/events/contract.ts";

/**
 * The event as `GET /events` writes it, keys in Docker's order. `status`, `id` and `from` are the old names that containers and images still carry.
 */
export function eventMessage(event: EngineEvent): EventMessage {
  return {
    ...olderNames(event),
    Type: event.type,
    Action: event.action,
    Actor: { ID: event.actorId, Attributes: sortedByKey(event.attributes) },
    scope: "local",
    time: Number(event.timeNs / 1_000_000_000n),
    timeNano: event.timeNs,
  };
}

function olderNames(event: EngineEvent): { status?: string; id?: string; from?: string } {
  if (event.type !== "container" && event.type !== "image") return {};
  const from = event.type === "container" ? event.attributes["image"] : undefined;
  return { status: event.action, id: event.actorId, ...(from ? { from } : {}) };
}

function sortedByKey(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
