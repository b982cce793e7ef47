import type { ContainerSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { labels } from "../labels.ts";

/** A project of which an engine has containers. */
export interface ProjectSummary {
  readonly name: string;
  /** How many of its containers are in which state: `exited(1), running(2)`. */
  readonly status: string;
  /** Paths behind commas; `N/A` where a container does not tell them. */
  readonly configFiles: string;
}

/** By name. @param all also those of which nothing runs */
export async function listProjects(
  op: Op,
  client: Client,
  { all, warn }: { readonly all: boolean; warn(message: string): void },
): Promise<ProjectSummary[]> {
  const containers = await containerList(op, client, { all, filters: { label: [labels.project, labels.configHash] } });
  const byProject = Map.groupBy(containers, ({ Labels }) => Labels?.[labels.project] ?? "");
  return [...byProject]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, own]) => ({ name, status: statusOf(own), configFiles: configFilesOf(own, warn) }));
}

function statusOf(containers: readonly ContainerSummary[]): string {
  const counts = Map.groupBy(containers, ({ State }) => State);
  const states = [...counts.keys()].sort();
  return states.map((state) => `${state}(${counts.get(state)!.length})`).join(", ");
}

function configFilesOf(containers: readonly ContainerSummary[], warn: (message: string) => void): string {
  const unknown = containers.find(({ Labels }) => Labels?.[labels.configFiles] === undefined);
  if (unknown !== undefined) {
    warn(`no label ${quote(labels.configFiles)} set on container ${quote(unknown.Id)} of compose project`);
    return "N/A";
  }
  return [...new Set(containers.flatMap(({ Labels }) => Labels![labels.configFiles]!.split(",")))].join(",");
}
