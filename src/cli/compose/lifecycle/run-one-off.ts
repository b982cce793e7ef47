import { randomBytes } from "node:crypto";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerStart } from "#client/container-start.ts";
import { nameOf } from "#compose/convert/names.ts";
import type { NamedService } from "#compose/named-service.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import { plannedAsObserved } from "#compose/plan/containers.ts";
import { planOneOff } from "#compose/plan/one-off.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planNeeds, planStart } from "#compose/plan/start.ts";
import { withSocket } from "#compose/project/api-socket.ts";
import { withDisabled } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { ExitError } from "../../errors.ts";
import type { Io } from "../../io/io.ts";
import { startAttached } from "../../streams/start-attached.ts";
import { cancellable } from "../cancellable.ts";
import { quietWriter } from "../progress/plain.ts";
import { saidExit } from "../said-exit.ts";
import { carryOut } from "./carry-out.ts";
import {
  createSurroundings,
  type PreparedProject,
  type ProjectInvocation,
  planCreation,
  prepareProject,
} from "./create-project.ts";

export interface OneOffRun {
  readonly project: Project;
  readonly invocation: ProjectInvocation;
  /** The service as the command line changes it. */
  readonly service: NamedService;
  /** The container's; empty: one is made up. */
  readonly name: string;
  readonly startsNeeds: boolean;
  readonly detach: boolean;
  readonly autoRemove: boolean;
  readonly withAliases: boolean;
  readonly isQuietPull: boolean;
  readonly isQuietBuild: boolean;
  readonly orphans: "ignore" | "warn" | "remove";
}

/** Runs a container of a service beside those that it has; gives its exit code. @throws Error in the engine's words */
export async function runOneOff(op: Op, io: Io, client: Client, run: OneOffRun): Promise<number> {
  await startNeeds(op, io, client, run);
  const { service, invocation } = run;
  const isInteractive = service.stdin_open === true;
  if (isInteractive && service.tty === true && !io.stdin.isTerminal)
    throw new ExitError(1, "the input device is not a TTY");
  const prepared = await prepareProject(op, io, client, {
    project: run.project,
    invocation,
    options: { ...prepareOptions(run), services: [service.name], isAlone: true, isSilentBuild: true },
  });
  const { container, name } = await createOneOff(op, io, client, { run, prepared });
  if (invocation.settings.isDryRun) {
    if (!run.detach) throw new ExitError(1, "interactive run is not supported in dry-run mode");
    io.stdout.write(`${name}\n`);
    return 0;
  }
  if (!run.detach) {
    const choice = { container, input: isInteractive, detachKeys: "", proxiesAlways: true };
    return saidExit(io, await startAttached(op, io, client, choice));
  }
  await containerStart(op, client, container);
  io.stdout.write(`${container}\n`);
  return 0;
}

const prepareOptions = ({ isQuietPull, isQuietBuild }: OneOffRun) => ({
  ...{ isBuilt: true, isQuietPull, isQuietBuild },
  isSilentBuild: isQuietBuild,
});

/** Brings up all of the project but the service itself. */
async function startNeeds(op: Op, io: Io, client: Client, run: OneOffRun): Promise<void> {
  const { invocation, orphans } = run;
  const project = withDisabled(run.project, [run.service.name]);
  const prepared = await prepareProject(op, io, client, {
    project,
    invocation,
    options: { ...prepareOptions(run), services: [] },
  });
  const { plan, containers } = await planCreation(op, io, client, {
    prepared,
    invocation,
    saysYes: false,
    options: { services: [], recreate: "diverged", recreateDependencies: "diverged", inherit: false, orphans },
  });
  const proxies = proxyVariables(io.config, client.host);
  if (project.services.size > 0) planStart(plan, { project: prepared.project, containers, proxies });
  const work = { plan: plan.build(), invocation, options: { project, title: "Running" } };
  await cancellable(op, io, (ended) => carryOut(ended, io, client, work));
}

interface Creation {
  readonly run: OneOffRun;
  readonly prepared: PreparedProject;
}

/** A container that was made, or in a look ahead only has a name. */
interface MadeOneOff {
  /** Its id. */
  readonly container: string;
  readonly name: string;
}

/** Waits for what the service needs and makes the container, without a word. */
async function createOneOff(op: Op, io: Io, client: Client, { run, prepared }: Creation): Promise<MadeOneOff> {
  const { invocation, startsNeeds, autoRemove, withAliases } = run;
  const { project } = prepared;
  const service = provided(run, project);
  const observed = await observeProject(op, client, project.name);
  const options = { project, title: "Running", progress: quietWriter };
  if (startsNeeds) {
    const waits = new PlanBuilder();
    planNeeds(waits, project, plannedAsObserved(observed.containers), service);
    await carryOut(op, io, client, { plan: waits.build(), invocation, options });
  }
  const slug = randomBytes(32).toString("hex");
  const name = run.name || nameOf(project, project.name, service.name, "run", slug.slice(0, 12));
  const attachStdin = service.stdin_open === true;
  const plan = new PlanBuilder();
  const surroundings = createSurroundings(io, client, prepared, { observed, invocation });
  const target = planOneOff(plan, surroundings, { service, name, slug, autoRemove, attachStdin, withAliases });
  const made = await carryOut(op, io, client, { plan: plan.build(), invocation, options });
  return { container: "id" in target ? target.id : made.get(target.madeBy)!, name };
}

/** The service with what was provided for it besides what the command line says. */
function provided({ service, project }: OneOffRun, prepared: Project): NamedService {
  const known = project.services.get(service.name)?.environment ?? new Map<string, unknown>();
  const all = prepared.services.get(service.name)?.environment ?? new Map<string, string | undefined>();
  const added = [...all].filter(([name]) => !known.has(name));
  const environment = new Map([...added, ...(service.environment ?? [])]);
  return withSocket(added.length === 0 ? service : { ...service, environment });
}
