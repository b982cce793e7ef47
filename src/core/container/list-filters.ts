import { EngineError } from "#base/errors.ts";
import { parseRfc3339Nano } from "#base/time.ts";
import { anyValue, everyValue, type Filters } from "#formats/filters.ts";
import { noSuchContainer } from "./errors.ts";
import type { ContainerRecord } from "./record.ts";
import { shownStatus, shownStatuses } from "./state.ts";
import { networksOf } from "./views/network-view.ts";

const accepted = new Set(
  "ancestor before exited id isolation label name status health since volume network is-task publish expose".split(" "),
);
const healths = ["none", "starting", "healthy", "unhealthy"];

/** What filters ask about other things than the container itself. */
export interface FilterFacts {
  /** The container that a name, id or prefix stands for. */
  readonly find: (ref: string) => ContainerRecord | undefined;
  /** Ids of the images that a reference (name, id, prefix) and those built on top of it stand for. */
  readonly imageIds: (reference: string) => ReadonlySet<string>;
  /** The id of a network by name or id. */
  readonly networkId: (ref: string) => string | undefined;
}

/** Whether a container passes all filters. */
export type ContainerFilter = (record: ContainerRecord) => boolean;

/**
 * The filter that `GET /containers/json` asks for, checked.
 * @throws invalid-argument `invalid filter 'x'` · not-found for `before` and `since` · system for bad ports, as Docker
 */
export function containerFilter(filters: Filters, facts: FilterFacts): ContainerFilter {
  for (const key of filters.keys()) if (!accepted.has(key)) throw invalidFilter(key);
  if (filters.size === 0) return () => true;
  checkValues(filters);
  const images = idsOfAncestors(filters, facts);
  const before = boundary(filters, "before", facts);
  const since = boundary(filters, "since", facts);
  const published = portsAsked(filters, "publish");
  const exposed = portsAsked(filters, "expose");
  return (record) =>
    matchesIdentity(record, filters) &&
    matchesState(record, filters) &&
    (images === undefined || images.has(record.image.id)) &&
    (before === undefined || parseRfc3339Nano(record.created) < before) &&
    (since === undefined || parseRfc3339Nano(record.created) > since) &&
    everyValue(filters, "label", (wanted) => hasLabel(record, wanted)) &&
    anyValue(filters, "volume", (wanted) => hasMount(record, wanted)) &&
    anyValue(filters, "network", (wanted) => isOnNetwork(record, wanted, facts)) &&
    (published === undefined || publishedPorts(record).some((port) => published.has(port))) &&
    (exposed === undefined || exposedPorts(record).some((port) => exposed.has(port)));
}

/** Whether the filters ask for stopped containers too, as `all=1` does. */
export function asksForAll(filters: Filters): boolean {
  return (filters.get("status")?.size ?? 0) > 0 || (filters.get("exited")?.size ?? 0) > 0;
}

function checkValues(filters: Filters): void {
  for (const value of filters.get("status") ?? []) {
    if (!(shownStatuses as readonly string[]).includes(value)) {
      const list = "created, running, paused, restarting, removing, exited, dead";
      throw invalidFilter(`status=${value}`, `invalid value for state (${value}): must be one of ${list}`);
    }
  }
  for (const value of filters.get("health") ?? []) {
    if (!healths.includes(value)) {
      throw invalidFilter(
        `health=${value}`,
        `invalid value for health (${value}): must be one of ${healths.join(", ")}`,
      );
    }
  }
  for (const value of filters.get("exited") ?? []) {
    if (!/^[+-]?\d+$/.test(value)) {
      throw invalidFilter(`exited=${value}`, `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
    }
  }
  const task = [...(filters.get("is-task") ?? [])];
  if (task.length > 1 || task.some((value) => !/^(1|t|true|0|f|false)$/i.test(value))) {
    throw invalidFilter(`is-task=[${task.join(" ")}]`);
  }
}

function invalidFilter(what: string, detail?: string): EngineError {
  const message = `invalid filter '${what}'`;
  return new EngineError("invalid-argument", detail === undefined ? message : `${message}: ${detail}`);
}

function matchesIdentity(record: ContainerRecord, filters: Filters): boolean {
  const byId = anyValue(filters, "id", (wanted) => record.id.startsWith(wanted) || matches(wanted, record.id));
  const byName = anyValue(
    filters,
    "name",
    (wanted) => matches(wanted, record.name) || matches(wanted, `/${record.name}`),
  );
  return byId && byName;
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function matchesState(record: ContainerRecord, filters: Filters): boolean {
  const { state } = record;
  const stopped = state.status === "exited" || state.status === "dead";
  const isTask = [...(filters.get("is-task") ?? [])][0];
  return (
    anyValue(filters, "status", (wanted) => wanted === shownStatus(state)) &&
    anyValue(filters, "exited", (wanted) => stopped && Number(wanted) === state.exitCode) &&
    anyValue(filters, "health", (wanted) => wanted === (record.health?.Status ?? "none")) &&
    (isTask === undefined || /^(0|f|false)$/i.test(isTask))
  );
}

function hasLabel(record: ContainerRecord, wanted: string): boolean {
  const end = wanted.indexOf("=");
  const value = record.config.Labels?.[end === -1 ? wanted : wanted.slice(0, end)];
  return value !== undefined && (end === -1 || value === wanted.slice(end + 1));
}

function hasMount(record: ContainerRecord, wanted: string): boolean {
  return record.mounts.some(
    (mount) => mount.Name === wanted || mount.Destination === wanted || mount.Source === wanted,
  );
}

function isOnNetwork(record: ContainerRecord, wanted: string, facts: FilterFacts): boolean {
  const id = facts.networkId(wanted);
  return Object.entries(networksOf(record)).some(
    ([name, endpoint]) => name === wanted || (endpoint.NetworkID !== "" && endpoint.NetworkID === id),
  );
}

function idsOfAncestors(filters: Filters, facts: FilterFacts): ReadonlySet<string> | undefined {
  const references = filters.get("ancestor");
  if (references === undefined || references.size === 0) return undefined;
  return new Set([...references].flatMap((reference) => [...facts.imageIds(reference)]));
}

/** When the named container was made; the last one given counts. */
function boundary(filters: Filters, key: "before" | "since", facts: FilterFacts): bigint | undefined {
  let time: bigint | undefined;
  for (const ref of filters.get(key) ?? []) {
    const record = facts.find(ref);
    if (record === undefined) throw noSuchContainer(ref);
    time = parseRfc3339Nano(record.created);
  }
  return time;
}

/** `80/tcp` of filter values such as `80`, `80/udp` and `1-65535`. */
function portsAsked(filters: Filters, key: "publish" | "expose"): ReadonlySet<string> | undefined {
  const values = filters.get(key);
  if (values === undefined || values.size === 0) return undefined;
  const ports = new Set<string>();
  for (const value of values) {
    const [range = "", protocol = "tcp"] = value.split("/");
    const [low = "", high = low] = range.split("-");
    const [first, last] = [portNumber(low, key, value), portNumber(high, key, value)];
    if (last < first) throw portFilterFailed(key, value, `Invalid range specified for the Port: ${range}`);
    for (let port = first; port <= last; port += 1) {
      ports.add(`${port}/${protocol.toLowerCase()}`);
    }
  }
  return ports;
}

function portNumber(text: string, key: string, value: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 65535) return number;
  const reason = Number.isNaN(number) ? "invalid syntax" : "value out of range";
  throw portFilterFailed(key, value, `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`);
}

function portFilterFailed(key: string, value: string, reason: string): EngineError {
  return new EngineError("system", `error while looking up for ${key} ${value}: ${reason}`);
}

function publishedPorts(record: ContainerRecord): string[] {
  const ports = record.lease?.settings.ports ?? {};
  return Object.entries(ports).flatMap(([port, bindings]) =>
    (bindings ?? []).map((binding) => `${binding.HostPort}/${port.split("/")[1] ?? "tcp"}`),
  );
}

function exposedPorts(record: ContainerRecord): string[] {
  return Object.keys(record.config.ExposedPorts ?? {}).map((port) => (port.includes("/") ? port : `${port}/tcp`));
}
