import type { EngineEvent } from "#core/events/contract.ts";
import { everyValue, type Filters } from "#formats/filters.ts";
import { familiarRepository, parseReference } from "#formats/reference/reference.ts";

/** Filters that stand for the actor of any event: its id or `name` attribute, whole or from the start. */
const actorFilters = ["daemon", "container", "plugin", "volume", "network", "node", "service", "secret", "config"];
/** Actions that carry a detail after a colon: a filter for one of them compares the beginnings. */
const detailedActions = ["health_status", "exec_create", "exec_start"];

/**
 * Whether `event` passes the filters of `GET /events`; unknown filters pass everything, as Docker's do.
 * @see moby daemon/events/filter.go
 */
export function passesFilters(event: EngineEvent, filters: Filters): boolean {
  if (event.quiet === true && filters.get("event")?.has(event.action) !== true) return false;
  if (filters.size === 0) return true;
  return (
    matchesAction(event.action, filters) &&
    isOneOf(filters, "type", event.type) &&
    isOneOf(filters, "scope", "local") &&
    actorFilters.every((key) => matchesActor(event, filters, key)) &&
    matchesImage(event, filters) &&
    everyValue(filters, "label", (label) => hasAttribute(event.attributes, label))
  );
}

function matchesAction(action: string, filters: Filters): boolean {
  const fuzzy = detailedActions.some((name) => filters.get("event")?.has(name));
  return fuzzy ? beginsWithOneOf(filters, "event", action) : isOneOf(filters, "event", action);
}

function matchesActor(event: EngineEvent, filters: Filters, key: string): boolean {
  return beginsWithOneOf(filters, key, event.actorId) || beginsWithOneOf(filters, key, event.attributes["name"] ?? "");
}

/** The image of a container counts as well; names are compared with and without their tag. */
function matchesImage(event: EngineEvent, filters: Filters): boolean {
  if (!filters.has("image")) return true;
  const name = event.attributes[event.type === "image" ? "name" : "image"] ?? "";
  return [event.actorId, name, withoutTag(event.actorId), withoutTag(name)].some((text) =>
    isOneOf(filters, "image", text),
  );
}

function withoutTag(name: string): string {
  try {
    return familiarRepository(parseReference(name));
  } catch {
    return name;
  }
}

function hasAttribute(attributes: Readonly<Record<string, string>>, label: string): boolean {
  const equals = label.indexOf("=");
  if (equals < 0) return Object.hasOwn(attributes, label);
  return attributes[label.slice(0, equals)] === label.slice(equals + 1);
}

function isOneOf(filters: Filters, key: string, text: string): boolean {
  const values = filters.get(key);
  return values === undefined || values.size === 0 || values.has(text);
}

function beginsWithOneOf(filters: Filters, key: string, text: string): boolean {
  const values = filters.get(key);
  return values === undefined || values.size === 0 || [...values].some((value) => text.startsWith(value));
}
