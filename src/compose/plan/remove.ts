import type { NamedService } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import { type Replaced, targetOf, thing } from "./containers.ts";
import type { Shown, Target } from "./operation.ts";
import type { PlanBuilder } from "./plan-builder.ts";

export interface StopOptions {
  /** Whose hooks are run before; `undefined`: none. */
  readonly service?: NamedService | undefined;
  /** Seconds; `undefined`: the container's own. */
  readonly timeout?: number | undefined;
  readonly after?: readonly string[];
}

/** Stops a container after its service's hooks; gives the last step. */
export function planStop(plan: PlanBuilder, container: ObservedContainer, options: StopOptions): string {
  const { service, timeout, after = [] } = options;
  const target = targetOf(container);
  const things = [thing(container)];
  let before = after;
  for (const hook of service?.pre_stop ?? [])
    before = [plan.add({ kind: "run hook", target, service: service!, hook }, { after: before })];
  return plan.add(
    { kind: "stop container", target, ...(timeout === undefined ? {} : { timeout }) },
    { after: before, shown: { things, begin: "Stopping", end: "Stopped", failure: "Error while Stopping" } },
  );
}

/** Stops and removes a container; gives the last step. */
export function planRemoval(
  plan: PlanBuilder,
  container: ObservedContainer,
  options: StopOptions & { readonly volumes?: boolean },
): string {
  const stopped = planStop(plan, container, options);
  const operation = {
    kind: "remove container",
    target: targetOf(container),
    force: true,
    volumes: options.volumes ?? false,
  } as const;
  return plan.add(operation, {
    after: [stopped],
    shown: { things: [thing(container)], begin: "Removing", end: "Removed", failure: "Error while Removing" },
    tolerated: { missing: "Removed", conflict: "Removed" },
  });
}

/** Takes the container away whose place another has taken, and gives that one its name; gives the last step. */
export function planExchange(
  plan: PlanBuilder,
  target: Target,
  { container, timeout }: Replaced,
  { after, shown }: { readonly after: readonly string[]; readonly shown?: Shown },
): string {
  const old = targetOf(container);
  const failing = { things: [thing(container)] };
  const stop = { kind: "stop container", target: old, ...(timeout === undefined ? {} : { timeout }) } as const;
  const stopped = plan.add(stop, { after, shown: failing });
  const remove = { kind: "remove container", target: old, force: false, volumes: false } as const;
  const removed = plan.add(remove, { after: [stopped], shown: failing });
  return plan.add(
    { kind: "rename container", target, name: target.name },
    { after: [removed], ...(shown === undefined ? {} : { shown }) },
  );
}
