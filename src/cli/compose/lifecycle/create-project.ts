import { existsSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { ProgressEvent } from "#compose/execute/progress.ts";
import { composeVersion, labels } from "#compose/labels.ts";
import { type NamedService, namedServices } from "#compose/named-service.ts";
import { isGantry } from "#compose/observe/engine-kind.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import type { ObservedProject } from "#compose/observe/observed.ts";
import type { PlannedServices } from "#compose/plan/containers.ts";
import { type CreateOptions, type CreateSurroundings, planCreate } from "#compose/plan/create.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { refuseUnsupported } from "#compose/plan/unsupported.ts";
import { divergedVolumes } from "#compose/plan/volumes.ts";
import { usesApiSocket, withApiSocket } from "#compose/project/api-socket.ts";
import { withPlatforms } from "#compose/project/platforms.ts";
import type { Project } from "#compose/shape/project.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { credentialsText } from "../../credentials/credentials-text.ts";
import type { Io } from "../../io/io.ts";
import { agrees } from "../agreed.ts";
import type { ComposeInvocation } from "../command.ts";
import { ensureImages } from "../images/ensure-images.ts";
import type { LocalImage } from "../images/local-images.ts";
import { quietWriter } from "../progress/plain.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { buildServices } from "./build-services.ts";
import { changesInPlace, progressOf } from "./carry-out.ts";
import { withModels } from "./models.ts";
import { providersUp } from "./providers.ts";

export type ProjectInvocation = Pick<ComposeInvocation, "settings" | "projects">;

export interface PrepareOptions {
  /** Those that were asked for; empty: all. */
  readonly services: readonly string[];
  readonly isBuilt: boolean;
  readonly isQuietPull: boolean;
  readonly isQuietBuild?: boolean;
  /** Nor is it said what was built. */
  readonly isSilentBuild?: boolean;
  /** Nothing is built for what the services need. */
  readonly isAlone?: boolean;
  /** On a terminal, what was built is to be told with what is done with it. */
  readonly isBuiltToldLater?: boolean;
}

/** A project whose images are there and whose providers have come up. */
export interface PreparedProject {
  readonly project: Project;
  readonly images: ReadonlyMap<string, LocalImage>;
}

export interface BuiltProject extends PreparedProject {
  /** What was built and is still to be told. */
  readonly built: readonly ProgressEvent[];
}

/** Fetches, builds and provides what a plan for a project is made from. */
export async function prepareProject(
  op: Op,
  io: Io,
  client: Client,
  work: { project: Project; invocation: ProjectInvocation; options: PrepareOptions },
): Promise<BuiltProject> {
  const { invocation, options } = work;
  refuseUnsupported(work.project);
  const project = withPlatforms(withOwnSettings(work.project, invocation), { isForOne: true });
  const { services, isBuilt, isQuietPull, isQuietBuild = false, isSilentBuild = false } = options;
  const built: ProgressEvent[] = [];
  const isLater = options.isBuiltToldLater === true && changesInPlace(io, invocation);
  const progress = isSilentBuild ? quietWriter : isLater ? collecting(built) : undefined;
  const building = { isQuiet: isQuietBuild, ...(progress === undefined ? {} : { progress }) };
  const build = (names: readonly string[]) =>
    buildServices(op, io, client, { project, services: names, invocation, options: building });
  const images = await ensureImages(op, io, client, {
    project,
    services,
    options: {
      isQuiet: isQuietPull,
      isDryRun: invocation.settings.isDryRun,
      parallel: invocation.settings.parallel,
      openProgress: () => progressOf(io, invocation, "Running"),
      isAlone: options.isAlone ?? false,
      build: isBuilt ? build : undefined,
    },
  });
  return { project: await withProvisions(op, io, project, { invocation, isQuietPull }), images, built };
}

const collecting = (events: ProgressEvent[]): ProgressWriter => ({
  event: (event) => void events.push(event),
  tail() {},
  stop() {},
});

/** The project whose providers have come up, whose models are there, and whose services have the API's socket where they ask for it. */
export async function withProvisions(
  op: Op,
  io: Io,
  project: Project,
  { invocation, isQuietPull }: { readonly invocation: ProjectInvocation; readonly isQuietPull: boolean },
): Promise<Project> {
  const hasProviders = namedServices(project).some(({ provider }) => provider !== undefined);
  if (!hasProviders && project.models.size === 0 && !usesApiSocket(project)) return project;
  const progress = progressOf(io, invocation, "Running");
  try {
    const provided = hasProviders ? await providersUp(op, io, project, progress) : project;
    const { isDryRun } = invocation.settings;
    const modelled = await withModels(op, io, provided, { progress, isQuietPull, isDryRun });
    if (!usesApiSocket(modelled)) return modelled;
    return withApiSocket(modelled, (await credentialsText(op, io)) ?? noCredentials);
  } finally {
    progress.stop();
  }
}

/** Compose gives the file even so. */
const noCredentials = JSON.stringify({ auths: {} }, undefined, "\t");

function withOwnSettings(project: Project, { settings }: ProjectInvocation): Project {
  return project.separator === settings.separator ? project : { ...project, separator: settings.separator };
}

/** Labels of every container of a service. */
export function ownLabels(
  project: Project,
  envFiles: readonly string[],
): (service: NamedService) => Record<string, string> {
  return ({ name }) => ({
    [labels.project]: project.name,
    [labels.service]: name,
    [labels.version]: composeVersion,
    [labels.workingFolder]: project.workingDir,
    [labels.configFiles]: project.composeFiles.join(","),
    [labels.oneOff]: "False",
    ...(envFiles.length === 0 ? {} : { [labels.environmentFiles]: envFiles.join(",") }),
  });
}

export function createSurroundings(
  io: Io,
  client: Client,
  { project, images }: PreparedProject,
  { observed, invocation }: { readonly observed: ObservedProject; readonly invocation: ProjectInvocation },
): CreateSurroundings {
  return {
    project,
    observed,
    images,
    ownLabels: ownLabels(project, invocation.settings.source.envFiles),
    proxies: proxyVariables(io.config, client.host),
    defaultPlatform: project.environment.get("DOCKER_DEFAULT_PLATFORM") ?? "",
    hasFile: existsSync,
  };
}

export interface PlannedCreation {
  readonly plan: PlanBuilder;
  readonly containers: PlannedServices;
  /** The engine is known to be Gantry's; it was asked where the containers are started as well. */
  readonly isGantry: boolean;
}

export interface PlanCreationWork {
  readonly prepared: PreparedProject;
  readonly invocation: ProjectInvocation;
  readonly options: Omit<CreateOptions, "renewedVolumes" | "takesOver">;
  /** What is planned here is started by the same command. */
  readonly isStarted?: boolean;
  /** Volumes are made anew without asking. */
  readonly saysYes: boolean;
}

/** Plans the containers of a prepared project; asks before a volume's data would be lost. */
export async function planCreation(
  op: Op,
  io: Io,
  client: Client,
  { prepared, invocation, options, isStarted = false, saysYes: isYes }: PlanCreationWork,
): Promise<PlannedCreation> {
  const [observed, isOwn] = await Promise.all([
    observeProject(op, client, prepared.project.name),
    isStarted && isGantry(op, client),
  ]);
  const plan = new PlanBuilder();
  const renewedVolumes: string[] = [];
  for (const key of divergedVolumes(prepared.project, observed))
    if (isYes || (await isVolumeGivenUp(op, io, prepared.project.volumes.get(key)?.name ?? key)))
      renewedVolumes.push(key);
  const surroundings = createSurroundings(io, client, prepared, { observed, invocation });
  const containers = planCreate(plan, surroundings, { ...options, takesOver: isOwn, renewedVolumes });
  return { plan, containers, isGantry: isOwn };
}

async function isVolumeGivenUp(op: Op, io: Io, name: string): Promise<boolean> {
  const question = `Volume ${JSON.stringify(name)} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
  return await agrees(op, io, question);
}
