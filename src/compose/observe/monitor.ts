import type { EventMessage } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { isStatus } from "#client/errors.ts";
import { systemEvents } from "#client/system-events.ts";
import { labels } from "../labels.ts";
import { observeContainers } from "./observe-project.ts";

export type ContainerChange = "created" | "recreated" | "started" | "restarted" | "exited";

/** What became of a container of a project. */
export interface MonitorEvent {
  readonly change: ContainerChange;
  readonly id: string;
  /** Without the project, where that is its default name. */
  readonly source: string;
  readonly service: string;
  readonly exitCode: number;
  /** It starts again, or has, by itself. */
  readonly isRestarting: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface MonitorOptions {
  readonly project: string;
  /** Empty: all. */
  readonly services: readonly string[];
  heard(event: MonitorEvent): void;
}

/** Tells what becomes of a project's containers, until none is left that runs or may. */
export async function monitor(op: Op, client: Client, options: MonitorOptions): Promise<void> {
  const { project, services, heard } = options;
  const isMonitored = (service: string): boolean => services.length === 0 || services.includes(service);
  const ended = new AbortController();
  const own: Op = { ...op, signal: AbortSignal.any([op.signal, ended.signal]) };
  const filters = { type: ["container"], label: [`${labels.project}=${project}`] };
  const events = systemEvents(own, client, { filters });
  // Asked first, so that nothing is missed between the list and the events.
  let coming = events.next();
  const there = await observeContainers(op, client, project, { oneOff: "exclude", all: true });
  const left = new Set(there.filter(({ service }) => isMonitored(service)).map(({ id }) => id));
  const restarting = new Set<string>();
  try {
    while (left.size > 0) {
      const next = await coming;
      if (next.done === true) return;
      coming = events.next();
      const { event } = next.value;
      const attributes = event.Actor.Attributes ?? {};
      if (!isMonitored(attributes[labels.service] ?? "") || attributes[labels.hook] !== undefined) continue;
      const seen = await changeOf(op, client, event, restarting);
      if (seen === undefined) continue;
      heard(eventOf(project, event, seen));
      if (seen.change === "exited" && !seen.isRestarting) left.delete(event.Actor.ID);
      else if (seen.change !== "restarted") left.add(event.Actor.ID);
    }
  } finally {
    ended.abort();
    await coming.catch(() => undefined);
  }
}

interface SeenChange {
  readonly change: ContainerChange;
  readonly isRestarting: boolean;
}

async function changeOf(
  op: Op,
  client: Client,
  { Action, Actor }: EventMessage,
  restarting: Set<string>,
): Promise<SeenChange | undefined> {
  const { ID, Attributes } = Actor;
  if (Action === "create") {
    const change = Attributes?.[labels.replaces] === undefined ? "created" : "recreated";
    return { change, isRestarting: false };
  }
  if (Action === "start") return { change: "started", isRestarting: restarting.has(ID) };
  if (Action === "restart") return { change: "restarted", isRestarting: false };
  if (Action !== "die") return undefined;
  const isRestarting = await isAgainRunning(op, client, ID);
  if (isRestarting) restarting.add(ID);
  return { change: "exited", isRestarting };
}

async function isAgainRunning(op: Op, client: Client, id: string): Promise<boolean> {
  try {
    const { State } = await containerInspect(op, client, id);
    return State?.Restarting === true || State?.Running === true;
  } catch (error) {
    if (isStatus(error, 404)) return false;
    throw error;
  }
}

function eventOf(project: string, { Actor }: EventMessage, { change, isRestarting }: SeenChange): MonitorEvent {
  const attributes = Actor.Attributes ?? {};
  const name = attributes["name"] ?? "";
  const service = attributes[labels.service] ?? "";
  const isDefault = name === [project, service, attributes[labels.containerNumber]].join("-");
  const source = isDefault ? name.slice(project.length + 1) : name;
  const exitCode = Number(attributes["exitCode"] ?? 0);
  return { change, id: Actor.ID, source, service, exitCode, isRestarting, attributes };
}
