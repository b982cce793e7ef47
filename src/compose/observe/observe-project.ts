import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { networkList } from "#client/network-list.ts";
import { volumeList } from "#client/volume-list.ts";
import { labels } from "../labels.ts";
import { type ObservedContainer, type ObservedProject, observedContainer } from "./observed.ts";

export interface ContainerChoice {
  /** One-off containers too, none of them, or only them. */
  readonly oneOff: "include" | "exclude" | "only";
  /** Those that do not run too. */
  readonly all: boolean;
  /** Empty: of every service. */
  readonly services?: readonly string[];
}

/** The containers of a project that Compose made. */
export async function observeContainers(
  op: Op,
  client: Client,
  project: string,
  { oneOff, all, services = [] }: ContainerChoice,
): Promise<ObservedContainer[]> {
  const wanted = [`${labels.project}=${project}`, labels.configHash];
  if (services.length === 1) wanted.push(`${labels.service}=${services[0]}`);
  if (oneOff !== "include") wanted.push(`${labels.oneOff}=${oneOff === "only" ? "True" : "False"}`);
  const summaries = await containerList(op, client, { all, filters: { label: wanted } });
  const containers = summaries.map(observedContainer);
  return services.length > 1 ? containers.filter(({ service }) => services.includes(service)) : containers;
}

/** All that a plan for a project is made from, asked at once. */
export async function observeProject(op: Op, client: Client, project: string): Promise<ObservedProject> {
  const [summaries, networks, volumes] = await Promise.all([
    containerList(op, client, { all: true, filters: { label: [`${labels.project}=${project}`] } }),
    networkList(op, client),
    volumeList(op, client),
  ]);
  const all = summaries.map(observedContainer);
  const containers = all.filter((container) => container.labels[labels.configHash] !== undefined);
  const steps = all.filter((container) => container.labels[labels.hook] === "pre_start");
  return { containers, steps, networks, volumes: volumes.Volumes ?? [] };
}
