import { findService } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import type { Project } from "../shape/project.ts";
import { plannedAsObserved, targetOf, thing } from "./containers.ts";
import { againstDependencyOrder, inDependencyOrder } from "./dependencies.ts";
import type { Condition, Operation, Plan, Shown } from "./operation.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { planStop } from "./remove.ts";
import { planCondition } from "./start.ts";

export interface StopProjectOptions {
  /** Empty: all. */
  readonly services: readonly string[];
  /** Seconds; `undefined`: the containers' own. */
  readonly timeout?: number | undefined;
}

const isChosen = (services: readonly string[], name: string): boolean =>
  services.length === 0 || services.includes(name);

/** Stops the containers of services, what needs others first. */
export function planStopProject(
  project: Project,
  containers: readonly ObservedContainer[],
  { services, timeout }: StopProjectOptions,
): Plan {
  const plan = new PlanBuilder();
  const stopped = new Map<string, readonly string[]>();
  for (const [name, dependents] of againstDependencyOrder(project)) {
    const after = dependents.flatMap((dependent) => stopped.get(dependent) ?? []);
    const own = isChosen(services, name) ? ofService(containers, name) : [];
    const service = findService(project, name);
    const steps = own.map((container) => planStop(plan, container, { service, timeout, after }));
    stopped.set(name, steps.length === 0 ? after : steps);
  }
  return plan.build();
}

const ofService = (containers: readonly ObservedContainer[], name: string): ObservedContainer[] =>
  containers.filter(({ service, isOneOff }) => service === name && !isOneOff);

/** Restarts the containers of services with what is to follow them, what is needed first. */
export function planRestart(
  project: Project,
  containers: readonly ObservedContainer[],
  { timeout }: Pick<StopProjectOptions, "timeout">,
): Plan {
  const plan = new PlanBuilder();
  const restarted = new Map<string, readonly string[]>();
  const planned = plannedAsObserved(containers);
  for (const [name, needs] of inDependencyOrder(project)) {
    const service = findService(project, name)!;
    const after = needs.flatMap((needed) => {
      const before = restarted.get(needed) ?? [];
      const { condition = "service_started", required } = service.depends_on!.get(needed)!;
      if (condition === "service_started" || !planned.has(needed)) return before;
      const isOptional = required !== true;
      return [
        planCondition(plan, planned, { name: needed, condition: condition as Condition, after: before, isOptional }),
      ];
    });
    const steps = ofService(containers, name).map((container) => {
      const target = targetOf(container);
      const things = [thing(container)];
      const hook = (each: NonNullable<typeof service.pre_stop>[number], before: readonly string[]): string =>
        plan.add({ kind: "run hook", target, service, hook: each }, { after: before });
      let before = after;
      for (const each of service.pre_stop ?? []) before = [hook(each, before)];
      let last = plan.add(
        { kind: "restart container", target, ...(timeout === undefined ? {} : { timeout }) },
        { after: before, shown: { things, begin: "Restarting", end: "Started", failure: "" } },
      );
      for (const each of service.post_start ?? []) last = hook(each, [last]);
      return last;
    });
    restarted.set(name, steps.length === 0 ? after : steps);
  }
  return plan.build();
}

/** One operation for each of the containers, all at once. */
function planEach(
  containers: readonly ObservedContainer[],
  operation: (container: ObservedContainer) => Operation,
  words: Omit<Shown, "things">,
): Plan {
  const plan = new PlanBuilder();
  for (const container of containers)
    plan.add(operation(container), { shown: { things: [thing(container)], ...words } });
  return plan.build();
}

/** Sends a signal to containers; empty: KILL. */
export function planKill(containers: readonly ObservedContainer[], signal: string): Plan {
  const operation = (container: ObservedContainer): Operation => ({
    kind: "kill container",
    target: targetOf(container),
    signal,
  });
  return planEach(containers, operation, { begin: "Killing", end: "Killed", failure: "Error while Killing" });
}

export function planPause(containers: readonly ObservedContainer[]): Plan {
  const operation = (container: ObservedContainer): Operation => ({
    kind: "pause container",
    target: targetOf(container),
  });
  return planEach(containers, operation, { end: "Paused", failure: "" });
}

export function planUnpause(containers: readonly ObservedContainer[]): Plan {
  const operation = (container: ObservedContainer): Operation => ({
    kind: "unpause container",
    target: targetOf(container),
  });
  return planEach(containers, operation, { end: "Unpaused", failure: "" });
}

/** Removes containers. @param volumes also those without a name */
export function planRemove(
  containers: readonly ObservedContainer[],
  { force, volumes }: { readonly force: boolean; readonly volumes: boolean },
): Plan {
  const operation = (container: ObservedContainer): Operation => ({
    kind: "remove container",
    target: targetOf(container),
    force,
    volumes,
  });
  return planEach(containers, operation, { begin: "Removing", end: "Removed" });
}
