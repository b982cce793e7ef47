import type { NamedService } from "../named-service.ts";
import type { ObservedContainer, ObservedProject } from "../observe/observed.ts";
import type { Project } from "../shape/project.ts";
import type { PlannedServices } from "./containers.ts";
import { planNetworks } from "./networks.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planLeftSteps, planStepRemoval } from "./pre-start.ts";
import { planRemoval } from "./remove.ts";
import { ServicePlanner } from "./service-planner.ts";
import { planVolumes } from "./volumes.ts";

/** When a container that is there gives way to a new one. */
export type Recreation = "diverged" | "force" | "never";

export interface CreateOptions {
  /** Those that were asked for; the others are there because these need them. Empty: all. */
  readonly services: readonly string[];
  readonly recreate: Recreation;
  readonly recreateDependencies: Recreation;
  /** New containers take over the volumes without a name of those whose place they take. */
  readonly inherit: boolean;
  /** Seconds for containers to stop in; `undefined`: their own. */
  readonly timeout?: number | undefined;
  readonly orphans: "ignore" | "warn" | "remove";
  /** Containers are started as well, by an engine in which one can take over from another. */
  readonly takesOver: boolean;
  /** Keys of volumes that may be made anew. */
  readonly renewedVolumes: readonly string[];
}

/** What is known of the images, by name. */
export interface ImageFacts {
  readonly id: string;
  /** Where it declares volumes. */
  readonly volumes: readonly string[];
  /** What containers are made from instead of its name, which stands for another one now. */
  readonly reference?: string;
}

export interface CreateSurroundings {
  readonly project: Project;
  readonly observed: ObservedProject;
  readonly images: ReadonlyMap<string, ImageFacts>;
  /** Labels that every container of a service has, by service. */
  readonly ownLabels: (service: NamedService) => Readonly<Record<string, string>>;
  readonly proxies: Readonly<Record<string, string>>;
  /** Where a service does not say; empty: the engine's. */
  readonly defaultPlatform: string;
  /** Whether there is a file of this path, where the client is. */
  readonly hasFile: (path: string) => boolean;
}

/** Networks, volumes and containers of a project as its file has them; nothing is started. @throws ComposeError */
export function planCreate(
  plan: PlanBuilder,
  surroundings: CreateSurroundings,
  options: CreateOptions,
): PlannedServices {
  const { project, observed } = surroundings;
  const after = planLeftSteps(plan, project, observed.steps);
  const networks = planNetworks(plan, project, { ...observed, after });
  const volumes = planVolumes(plan, project, observed, { renewed: options.renewedVolumes, after });
  planOrphans(plan, project, observed, options);
  return new ServicePlanner(plan, surroundings, options, { networks, volumes }).services();
}

function planOrphans(
  plan: PlanBuilder,
  project: Project,
  { containers, steps }: ObservedProject,
  { orphans, timeout }: CreateOptions,
): void {
  const left = steps.filter(({ service }) => isUnknown(project, service));
  if (orphans === "remove") for (const container of left) planStepRemoval(plan, container);
  const found = containers.filter((container) => isOrphan(project, container));
  if (found.length === 0 || orphans === "ignore") return;
  if (orphans === "remove") for (const container of found) planRemoval(plan, container, { timeout });
  else
    plan.warn(
      `Found orphan containers ([${found.map(({ name }) => name).join(" ")}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`,
    );
}

/** A container of a service that the file does not know, or a one-off one that ended. */
export function isOrphan(project: Project, { service, isOneOff, state }: ObservedContainer): boolean {
  if (isOneOff) return state === "exited" || state === "dead";
  return isUnknown(project, service);
}

const isUnknown = ({ services, disabledServices }: Project, service: string): boolean =>
  !services.has(service) && !disabledServices.has(service);
