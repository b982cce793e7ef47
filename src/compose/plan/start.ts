import { scaleOf } from "../convert/names.ts";
import { ComposeError } from "../errors.ts";
import { findService, type NamedService, namedServices } from "../named-service.ts";
import type { Project } from "../shape/project.ts";
import type { Dependency } from "../shape/service.ts";
import { type PlannedContainer, type PlannedServices, type Replaced, targetOf } from "./containers.ts";
import type { ImageFacts } from "./create.ts";
import { inDependencyOrder } from "./dependencies.ts";
import { injectedFiles } from "./injected-files.ts";
import type { Condition, Shown, Target } from "./operation.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planPreStart } from "./pre-start.ts";
import { planExchange } from "./remove.ts";

export interface Start {
  readonly project: Project;
  readonly containers: PlannedServices;
  /** Of the user's configuration: variables of what runs before a service starts. */
  readonly proxies: Readonly<Record<string, string>>;
  /** What is known of images, by name, where some stand for others than they do now. */
  readonly images?: ReadonlyMap<string, ImageFacts>;
}

/**
 * Starts what does not run, behind all that the plan has already: each service when what it depends on is as it waits for.
 * @throws ComposeError where there is nothing to start
 */
export function planStart(plan: PlanBuilder, start: Start): void {
  new StartPlanner(plan, start, plan.steps).services();
}

/** Waits until what a service depends on is as it asks for. @throws ComposeError where something of it is not there */
export function planNeeds(
  plan: PlanBuilder,
  project: Project,
  containers: PlannedServices,
  service: NamedService,
): void {
  new StartPlanner(plan, { project, containers, proxies: {} }, []).needsOf(service);
}

/** Waits for everything to be running, healthy, or to have done its work. */
export function planWait(plan: PlanBuilder, project: Project, containers: PlannedServices): void {
  const after = plan.steps;
  for (const service of namedServices(project)) {
    const condition = isWaitedToComplete(project, service.name) ? completed : "running_or_healthy";
    planCondition(plan, containers, { name: service.name, condition, after, isOptional: false, isLast: true });
  }
}

const completed = "service_completed_successfully";

function isWaitedToComplete(project: Project, name: string): boolean {
  return namedServices(project).some(({ depends_on }) => depends_on?.get(name)?.condition === completed);
}

interface Waiting {
  readonly name: string;
  readonly condition: Condition;
  readonly after: readonly string[];
  readonly isOptional: boolean;
  /** Nothing but the user waits. */
  readonly isLast?: boolean;
}

/** Waits for the containers of a service; gives the step. */
export function planCondition(plan: PlanBuilder, containers: PlannedServices, waiting: Waiting): string {
  const { name, condition, after, isOptional, isLast = false } = waiting;
  const targets = (containers.get(name) ?? []).map(({ target }) => target);
  const things = targets.map((target) => `Container ${target.name}`);
  const end = condition === completed ? "Exited" : "Healthy";
  return plan.add(
    { kind: "wait", service: name, targets, condition, isOptional, settles: isLast },
    { after, shown: { things, begin: "Waiting", end, ...waitFailure(condition, isLast) } },
  );
}

/** As Compose: of a program that fails the error itself is shown. */
function waitFailure(condition: Condition, isLast: boolean): Pick<Shown, "failure"> {
  if (isLast) return { failure: "" };
  return condition === completed ? {} : { failure: "Error" };
}

class StartPlanner {
  /** Steps after which a service has been started, by name. */
  readonly #started = new Map<string, readonly string[]>();
  /** A wait is done once for all that wait for the same. */
  readonly #waits = new Map<string, string>();

  constructor(
    readonly plan: PlanBuilder,
    readonly start: Start,
    readonly after: readonly string[],
  ) {}

  services(): void {
    const { project } = this.start;
    for (const [name, needs] of inDependencyOrder(project))
      this.#started.set(name, this.#service(findService(project, name)!, needs));
  }

  /** Gives the steps of the waits. */
  needsOf(service: NamedService): string[] {
    const needs = inDependencyOrder(this.start.project).get(service.name) ?? [];
    return needs.flatMap((name) => this.#waitFor(service, name, service.depends_on!.get(name)!));
  }

  #service(service: NamedService, needs: readonly string[]): readonly string[] {
    const needed = needs.flatMap((name) => this.#started.get(name) ?? []);
    if (service.provider !== undefined || service.deploy?.replicas === 0) return needed;
    const waits = needs.flatMap((name) => this.#waitFor(service, name, service.depends_on!.get(name)!));
    const containers = this.start.containers.get(service.name) ?? [];
    if (containers.length === 0) {
      if (scaleOf(service) === 0) return [...needed, ...waits];
      throw new ComposeError(`service ${JSON.stringify(service.name)} has no container to start`);
    }
    const before = this.#preStart(service, containers, [...this.after, ...needed, ...waits]);
    const isOneByOne = publishesRange(service);
    const steps: string[] = [...waits];
    let previous: readonly string[] = [];
    for (const container of containers) {
      if (container.isRunning) continue;
      const started = this.#container(service, container, [...before, ...previous]);
      if (isOneByOne) previous = [started];
      steps.push(started);
    }
    return steps.length === 0 ? before : steps;
  }

  /** Once for the service, where none of it runs. */
  #preStart(
    service: NamedService,
    containers: readonly PlannedContainer[],
    before: readonly string[],
  ): readonly string[] {
    if (containers.some(({ isRunning }) => isRunning)) return before;
    const [container] = [...containers].sort((left, right) => left.number - right.number);
    const { project, proxies, images } = this.start;
    const first = (name: string, problem: string): Target => {
      const shared = this.start.containers.get(name)?.[0];
      if (shared === undefined) throw new ComposeError(`${problem}: container missing`);
      return shared.target;
    };
    const after = [...before, ...containers.flatMap(({ step }) => step ?? [])];
    const of = { project, service, container: container!, first, proxies, images };
    const steps = planPreStart(this.plan, of, after);
    return steps === after ? before : steps;
  }

  #waitFor(service: NamedService, name: string, { condition, required }: Dependency): string[] {
    const { project, containers } = this.start;
    const needed = findService(project, name)!;
    if (condition === "service_started" || needed.provider !== undefined || scaleOf(needed) === 0) return [];
    const isOptional = required !== true;
    if ((containers.get(name) ?? []).length === 0) {
      if (!isOptional) throw new ComposeError(`${service.name} is missing dependency ${name}`);
      this.plan.warn(`${service.name} is missing dependency ${name}`);
      return [];
    }
    const key = [name, condition, isOptional].join(" ");
    const known = this.#waits.get(key);
    if (known !== undefined) return [known];
    const after = this.#started.get(name) ?? [];
    const waiting = { name, condition: condition as Condition, after, isOptional };
    const step = planCondition(this.plan, containers, waiting);
    this.#waits.set(key, step);
    return [step];
  }

  #container(service: NamedService, container: PlannedContainer, before: readonly string[]): string {
    const { target, step, replaces } = container;
    let after = [...before, ...(step === undefined ? [] : [step])];
    const files = injectedFiles(this.start.project, service);
    if (files.length > 0) after = [this.plan.add({ kind: "inject files", target, files }, { after })];
    const things = [`Container ${target.name}`];
    const hooks = service.post_start ?? [];
    const begin = { things, begin: "Starting", failure: "" };
    const end = { things, end: "Started", failure: "" };
    const isLast = (index: number): boolean => replaces === undefined && index === hooks.length;
    let last = this.plan.add(
      { kind: "start container", target, ...(replaces === undefined ? {} : { isStandby: true }) },
      { after, shown: isLast(0) ? { ...begin, ...end } : begin },
    );
    for (const [index, hook] of hooks.entries())
      last = this.plan.add(
        { kind: "run hook", target, service, hook },
        { after: [last], ...(isLast(index + 1) ? { shown: end } : {}) },
      );
    return replaces === undefined ? last : this.#takeover(container, replaces, { after: [last], shown: end });
  }

  /** The new one serves once it is as healthy as it says it will be; if it does not get there, the old one stays. */
  #takeover(
    { target, service }: PlannedContainer,
    replaces: Replaced,
    { after, shown }: { readonly after: readonly string[]; readonly shown: Shown },
  ): string {
    const failing = { things: shown.things };
    const ready = this.plan.add(
      { kind: "wait", service, targets: [target], condition: "running_or_healthy", isOptional: false },
      { after, shown: failing },
    );
    const taken = this.plan.add(
      { kind: "take over", target, from: targetOf(replaces.container) },
      {
        after: [ready],
        shown: failing,
        otherwise: { kind: "remove container", target, force: true, volumes: false },
      },
    );
    return planExchange(this.plan, target, replaces, { after: [taken], shown });
  }
}

/** Ports of a range are given in the order in which containers start. */
function publishesRange(service: NamedService): boolean {
  return (service.ports ?? []).some(({ published = "" }) => published.includes("-"));
}
