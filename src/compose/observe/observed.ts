import type { ContainerSummary, NetworkInspect, Volume } from "#api/types.gen.ts";
import { labels } from "../labels.ts";

/** A container of a project, as the engine lists it. */
export interface ObservedContainer {
  readonly id: string;
  /** Without the slash. */
  readonly name: string;
  readonly service: string;
  /** `undefined` where the label is missing or no number. */
  readonly number: number | undefined;
  readonly isOneOff: boolean;
  readonly state: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: ContainerSummary;
}

/** What of a project an engine holds. */
export interface ObservedProject {
  readonly containers: readonly ObservedContainer[];
  /** Containers that were to do something before their service starts, of commands that could not or would not remove them. */
  readonly steps: readonly ObservedContainer[];
  /** All of the engine's: a project may use others' networks and volumes. */
  readonly networks: readonly NetworkInspect[];
  readonly volumes: readonly Volume[];
}

export function observedContainer(summary: ContainerSummary): ObservedContainer {
  const own = summary.Labels ?? {};
  const number = own[labels.containerNumber] ?? "";
  return {
    id: summary.Id,
    name: canonicalName(summary),
    service: own[labels.service] ?? "",
    number: /^[+-]?\d+$/.test(number) ? Number(number) : undefined,
    isOneOff: own[labels.oneOff] !== undefined && own[labels.oneOff] !== "False",
    state: summary.State,
    created: summary.Created,
    labels: own,
    summary,
  };
}

/** Of the names of a container, which links add to, its own. */
function canonicalName({ Id, Names }: ContainerSummary): string {
  const names = Names ?? [];
  return (names.find((name) => !name.slice(1).includes("/")) ?? names[0] ?? `/${Id}`).slice(1);
}

/** A container's name as logs and lists have it: without the project, where that is its default name. */
export function shortName({ name, labels: own }: ObservedContainer): string {
  const project = own[labels.project] ?? "";
  const isDefault = name === [project, own[labels.service], own[labels.containerNumber]].join("-");
  return isDefault ? name.slice(project.length + 1) : name;
}

export const byName = (left: ObservedContainer, right: ObservedContainer): number => (left.name < right.name ? -1 : 1);

export const isRunning = ({ state }: ObservedContainer): boolean => state === "running";
