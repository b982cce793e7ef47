import type { NetworkInspect } from "#api/types.gen.ts";
import { labels } from "../labels.ts";
import { findService } from "../named-service.ts";
import type { ObservedProject } from "../observe/observed.ts";
import type { Project } from "../shape/project.ts";
import { isOrphan } from "./create.ts";
import { againstDependencyOrder } from "./dependencies.ts";
import { sortedEntries } from "./networks.ts";
import type { Plan } from "./operation.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { planStepRemoval } from "./pre-start.ts";
import { planRemoval } from "./remove.ts";

export interface DownOptions {
  /** Empty: all. Those that need them go too. */
  readonly services: readonly string[];
  readonly timeout?: number | undefined;
  readonly removesOrphans: boolean;
  readonly removesVolumes: boolean;
  /** Names of images. */
  readonly images: readonly string[];
}

const isOwn = ({ external }: { readonly external?: boolean | undefined }): boolean => external !== true;

const inUse = "Resource is still in use";

/** All that a project has, away, what needs others first. */
export function planDown(project: Project, observed: ObservedProject, options: DownOptions): Plan {
  const plan = new PlanBuilder();
  const gone = planContainers(plan, project, observed, options);
  for (const [key, network] of sortedEntries(project.networks))
    if (isOwn(network))
      for (const there of ownNetworks(project, key, observed.networks))
        if (there.Name === (network.name ?? key)) planNetwork(plan, there, gone);
  for (const name of options.images)
    plan.add(
      { kind: "remove image", name },
      {
        after: gone,
        shown: { things: [`Image ${name}`], begin: "Removing", end: "Removed" },
        tolerated: { conflict: inUse, missing: "Warning: No resource found to remove" },
      },
    );
  if (options.removesVolumes)
    for (const [key, volume] of sortedEntries(project.volumes)) {
      const { name = key } = volume;
      if (isOwn(volume) && observed.volumes.some(({ Name }) => Name === name)) planVolume(plan, name, gone);
    }
  const isNothingKnown =
    ![...project.networks.values()].some(isOwn) &&
    options.images.length === 0 &&
    !(options.removesVolumes && [...project.volumes.values()].some(isOwn));
  if (isNothingKnown && plan.build().steps.length === 0)
    plan.warn(`Warning: No resource found to remove for project ${JSON.stringify(project.name)}.`);
  return plan.build();
}

function planContainers(
  plan: PlanBuilder,
  project: Project,
  { containers, steps: left }: ObservedProject,
  { services, timeout, removesOrphans, removesVolumes }: DownOptions,
): string[] {
  const order = againstDependencyOrder(project);
  const chosen = services.length === 0 ? undefined : withDependents(services, order);
  const gone = new Map<string, readonly string[]>();
  for (const [name, dependents] of order) {
    const after = dependents.flatMap((dependent) => gone.get(dependent) ?? []);
    const service = findService(project, name)!;
    const own = containers.filter((container) => container.service === name && (removesOrphans || !container.isOneOff));
    const steps =
      chosen?.has(name) === false
        ? []
        : own.map((container) => planRemoval(plan, container, { service, timeout, volumes: removesVolumes, after }));
    gone.set(name, steps.length === 0 ? after : steps);
  }
  const aside = left
    .filter(({ service }) => chosen?.has(service) !== false)
    .map((container) => planStepRemoval(plan, container));
  const steps = [...gone.values(), aside].flat();
  if (!removesOrphans) return steps;
  const orphans = containers.filter(
    (container) => isOrphan(project, container) && !project.services.has(container.service),
  );
  return [...steps, ...orphans.map((container) => planRemoval(plan, container, { timeout, after: steps }))];
}

function withDependents(services: readonly string[], order: ReadonlyMap<string, readonly string[]>): Set<string> {
  const chosen = new Set<string>();
  const visit = (name: string): void => {
    if (chosen.has(name)) return;
    chosen.add(name);
    for (const dependent of order.get(name) ?? []) visit(dependent);
  };
  for (const name of services) visit(name);
  return chosen;
}

function ownNetworks({ name }: Project, key: string, networks: readonly NetworkInspect[]): NetworkInspect[] {
  return networks.filter(({ Labels }) => Labels?.[labels.project] === name && Labels[labels.network] === key);
}

function planNetwork(plan: PlanBuilder, { Id, Name }: NetworkInspect, after: readonly string[]): void {
  plan.add(
    { kind: "remove network", id: Id, name: Name },
    {
      after,
      shown: { things: [`Network ${Name}`], begin: "Removing", end: "Removed", failure: "Error" },
      tolerated: { conflict: inUse, missing: "No resource found to remove" },
    },
  );
}

function planVolume(plan: PlanBuilder, name: string, after: readonly string[]): void {
  plan.add(
    { kind: "remove volume", name },
    {
      after,
      shown: { things: [`Volume ${name}`], begin: "Removing", end: "Removed" },
      tolerated: { conflict: inUse, missing: "Warning: No resource found to remove" },
    },
  );
}
