import type { Volume as EngineVolume } from "#api/types.gen.ts";
import { volumeSpec } from "../convert/volume.ts";
import { ComposeError } from "../errors.ts";
import { labels } from "../labels.ts";
import { namedServices } from "../named-service.ts";
import type { ObservedContainer, ObservedProject } from "../observe/observed.ts";
import { volumeHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Volume } from "../shape/resources.ts";
import { targetOf, thing } from "./containers.ts";
import { sortedEntries } from "./networks.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planStop } from "./remove.ts";

export interface PlannedVolumes {
  /** By key. */
  readonly names: ReadonlyMap<string, string>;
  /** After these all volumes are there. */
  readonly steps: readonly string[];
  /** Containers that were removed for it, by id. */
  readonly removed: ReadonlySet<string>;
}

/** Volumes whose configuration is not that of the file: to make them anew loses what they hold. */
export function divergedVolumes(project: Project, observed: ObservedProject): string[] {
  return sortedEntries(project.volumes)
    .filter(([, volume]) => volume.external !== true)
    .filter(([, volume]) => isDiverged(volume, findVolume(observed, volume)))
    .map(([key]) => key);
}

function findVolume({ volumes }: ObservedProject, { name }: Volume): EngineVolume | undefined {
  return volumes.find((volume) => volume.Name === name);
}

function isDiverged(volume: Volume, there: EngineVolume | undefined): boolean {
  const hash = there?.Labels?.[labels.configHash];
  return hash !== undefined && hash !== volumeHash(volume);
}

/**
 * Brings a project's volumes in line with its file.
 * @param renewed keys of those that diverged and may be made anew, behind the steps `after`
 * @throws ComposeError where an external one is missing
 */
export function planVolumes(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedProject,
  { renewed, after: before }: { readonly renewed: readonly string[]; readonly after: readonly string[] },
): PlannedVolumes {
  const names = new Map<string, string>();
  const steps: string[] = [];
  const removed = new Set<string>();
  for (const [key, volume] of sortedEntries(project.volumes)) {
    const { name = key } = volume;
    names.set(key, name);
    const there = findVolume(observed, volume);
    if (volume.external === true) {
      if (there === undefined) throw new ComposeError(`external volume ${JSON.stringify(name)} not found`);
      continue;
    }
    if (there !== undefined) warnOfStranger(plan, project, there);
    const isRenewed = there !== undefined && isDiverged(volume, there) && renewed.includes(key);
    if (there !== undefined && !isRenewed) continue;
    const users = isRenewed ? usersOf(project, key, observed.containers) : [];
    for (const { id } of users) removed.add(id);
    const after = isRenewed ? [removeDiverged(plan, name, users, before)] : [];
    steps.push(
      plan.add(
        { kind: "create volume", spec: volumeSpec(project, key, volume) },
        {
          after,
          shown: { things: [`Volume ${name}`], begin: "Creating", end: "Created", failure: "Error" },
          reason: isRenewed ? "its configuration changed" : "it is not there",
        },
      ),
    );
  }
  return { names, steps, removed };
}

function warnOfStranger(plan: PlanBuilder, project: Project, there: EngineVolume): void {
  const owner = there.Labels?.[labels.project];
  const name = JSON.stringify(there.Name);
  const advice = "Use `external: true` to use an existing volume";
  if (owner === undefined) plan.warn(`volume ${name} already exists but was not created by Docker Compose. ${advice}`);
  else if (owner !== project.name)
    plan.warn(
      `volume ${name} already exists but was created for project ${JSON.stringify(owner)} (expected ${JSON.stringify(project.name)}). ${advice}`,
    );
}

function usersOf(project: Project, key: string, containers: readonly ObservedContainer[]): ObservedContainer[] {
  const users = namedServices(project).filter(({ volumes }) => volumes?.some(({ source }) => source === key));
  const names = users.map(({ name }) => name);
  return containers.filter(({ service, isOneOff }) => !isOneOff && names.includes(service));
}

function removeDiverged(
  plan: PlanBuilder,
  name: string,
  users: readonly ObservedContainer[],
  after: readonly string[],
): string {
  const gone = users.map((container) => {
    const target = targetOf(container);
    const things = [thing(container)];
    const stopped = planStop(plan, container, {});
    return plan.add(
      { kind: "remove container", target, force: false, volumes: false },
      { after: [stopped], shown: { things, begin: "Removing", end: "Removed", failure: "Error while Removing" } },
    );
  });
  return plan.add({ kind: "remove volume", name }, { after: [...after, ...gone] });
}
