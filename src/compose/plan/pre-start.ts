import type { Wanted } from "../convert/container-spec.ts";
import { nameOf } from "../convert/names.ts";
import { composeVersion, labels } from "../labels.ts";
import type { NamedService } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import type { StartHook } from "../shape/hook.ts";
import type { Project } from "../shape/project.ts";
import { borrowedBy } from "./borrowed.ts";
import { type PlannedContainer, targetOf, thing } from "./containers.ts";
import type { ImageFacts } from "./create.ts";
import { injectedFiles } from "./injected-files.ts";
import type { Operation, Target } from "./operation.ts";
import type { PlanBuilder } from "./plan-builder.ts";

export interface PreStart {
  readonly project: Project;
  readonly service: NamedService;
  /** Of the service; the steps have its volumes. */
  readonly container: PlannedContainer;
  /** The container of another service that this one shares with. */
  readonly first: (service: string, problem: string) => Target;
  /** Of the user's configuration, below what the file says. */
  readonly proxies: Readonly<Record<string, string>>;
  readonly images: ReadonlyMap<string, ImageFacts> | undefined;
}

/**
 * Does what a service has done before it starts: one step after another, each in a container of its own. One that
 * fails stays with its output, and those behind it are not done.
 * @returns the steps of the plan after which the service may start
 */
export function planPreStart(plan: PlanBuilder, of: PreStart, before: readonly string[]): readonly string[] {
  let after = before;
  for (const [index, hook] of (of.service.pre_start ?? []).entries())
    after = [planStep(plan, of, { hook, index, after })];
  return after;
}

interface StartStep {
  readonly hook: StartHook;
  readonly index: number;
  readonly after: readonly string[];
}

function planStep(plan: PlanBuilder, of: PreStart, { hook, index, after }: StartStep): string {
  const { project, service } = of;
  const name = stepName(project, service, index);
  const things = [thing({ name })];
  const created = plan.add(creation(of, hook, name), { after, reason: `${service.name} does not start before it` });
  const target: Target = { name, madeBy: created };
  const files = injectedFiles(project, service);
  const ready = files.length === 0 ? created : plan.add({ kind: "inject files", target, files }, { after: [created] });
  const ran = plan.add(
    { kind: "run step", target, service: service.name, index, command: hook.command ?? [] },
    { after: [ready], shown: { things, begin: "Starting", end: "Exited", failure: "Error" } },
  );
  const removal = removalOf(target);
  return plan.add(removal, { after: [ran], otherwise: removal, unlessFailed: ran });
}

/** Volumes that others use as well stay. */
const removalOf = (target: Target): Operation => ({ kind: "remove container", target, force: true, volumes: true });

const stepName = (project: Project, service: NamedService, index: number): string =>
  nameOf(project, project.name, service.name, "pre_start", index);

function creation(of: PreStart, hook: StartHook, name: string): Operation {
  const { project, service, container, first, proxies, images } = of;
  const borrowed = { ...borrowedBy({ ...service, volumes_from: [] }, first), volumes_from: [container.target] };
  const wanted: Wanted = {
    project,
    service: { ...stepService(service, hook), container_name: name, volumes_from: [service.name] },
    number: 0,
    labels: {
      [labels.project]: project.name,
      [labels.service]: service.name,
      [labels.version]: composeVersion,
      [labels.hook]: "pre_start",
    },
    isAside: true,
    links: [],
    withAliases: false,
    image: hook.image ? (images?.get(hook.image)?.reference ?? hook.image) : container.image,
    proxies,
  };
  const platform = service.platform || project.environment.get("DOCKER_DEFAULT_PLATFORM") || "";
  return { kind: "create container", container: { name, wanted, borrowed, platform } };
}

/** What a step has of its service: where it runs, what it may and what it can reach, but nothing that serves or stays. */
function stepService(service: NamedService, hook: StartHook): NamedService {
  return {
    ...service,
    command: hook.command,
    entrypoint: undefined,
    user: hook.user || service.user,
    working_dir: hook.working_dir || service.working_dir,
    privileged: hook.privileged ?? service.privileged,
    environment: new Map([...(service.environment ?? []), ...(hook.environment ?? [])]),
    // The container has them, and the step has those of the container.
    volumes: undefined,
    secrets: undefined,
    configs: undefined,
    ports: undefined,
    expose: undefined,
    healthcheck: undefined,
    restart: undefined,
    deploy: service.deploy === undefined ? undefined : { ...service.deploy, restart_policy: undefined },
    tty: undefined,
    stdin_open: undefined,
  };
}

/** Removes what steps before starts have left, killed or failed, of the services of a project; gives the steps. */
export function planLeftSteps(plan: PlanBuilder, project: Project, steps: readonly ObservedContainer[]): string[] {
  return steps
    .filter(({ service }) => project.services.has(service))
    .map((container) => planStepRemoval(plan, container));
}

/** Removes one, whatever it is doing; gives the step. */
export function planStepRemoval(plan: PlanBuilder, container: ObservedContainer): string {
  return plan.add(removalOf(targetOf(container)), {
    shown: { things: [thing(container)], begin: "Removing", end: "Removed", failure: "Error while Removing" },
    tolerated: { missing: "Removed", conflict: "Removed" },
    reason: "an earlier command has left it",
  });
}
