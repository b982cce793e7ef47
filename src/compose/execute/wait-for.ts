import type { ContainerInspectResponse } from "#api/types.gen.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { ComposeError } from "../errors.ts";
import type { Condition } from "../plan/operation.ts";
import type { PerformedStep } from "./run-plan.ts";

export interface WaitedFor {
  readonly service: string;
  readonly ids: readonly string[];
  readonly condition: Condition;
  readonly isOptional: boolean;
  readonly settles?: boolean | undefined;
}

/** Tells when something may have changed. */
export interface Changes {
  /** Resolves at the next event of one of the containers, and at the latest after `timeoutMs`. */
  next(op: Op, ids: readonly string[], timeoutMs: number): Promise<void>;
}

/** Without events, as often as Compose asks. */
const askAgainMs = 500;

/** Waits until the containers of a service are as `condition` has it. @throws ComposeError when they cannot be any more */
export async function waitFor(op: Op, client: Client, changes: Changes, waited: WaitedFor): Promise<PerformedStep> {
  const { ids, condition, service, isOptional, settles = false } = waited;
  const begin = performance.now();
  for (;;) {
    const changed = changes.next(op, ids, askAgainMs);
    const containers = await Promise.all(ids.map((id) => containerInspect(op, client, id)));
    const problem = problemOf(condition, service, containers);
    if (problem !== undefined) {
      if (!isOptional) throw new ComposeError(problem.required);
      return { skipped: problem.optional };
    }
    const mayStillEnd = settles && condition === "running_or_healthy" && containers.some(hasNoProbe);
    if (isMet(condition, containers) && !(mayStillEnd && performance.now() - begin < askAgainMs)) return {};
    await orEnd(op, changed);
  }
}

interface Problem {
  readonly required: string;
  /** Of a dependency that need not be. */
  readonly optional: string;
}

function problemOf(
  condition: Condition,
  service: string,
  containers: readonly ContainerInspectResponse[],
): Problem | undefined {
  const name = JSON.stringify(service);
  if (condition === "service_completed_successfully") {
    const code = containers.find(({ State }) => State?.Status === "exited")?.State?.ExitCode ?? 0;
    if (code === 0) return undefined;
    const what = `${name} didn't complete successfully: exit ${code}`;
    return { required: `service ${what}`, optional: `optional dependency ${what}` };
  }
  const ill = containers.map((container) => illness(condition, container)).find((text) => text !== undefined);
  if (ill === undefined) return undefined;
  if (condition === "running_or_healthy")
    return { required: ill, optional: `optional dependency ${name} is not running or is unhealthy` };
  return {
    required: `dependency failed to start: ${ill}`,
    optional: `optional dependency ${name} failed to start`,
  };
}

function illness(condition: Condition, container: ContainerInspectResponse): string | undefined {
  const { Name, State } = container;
  const name = Name.slice(1);
  if (State?.Status === "exited") return `container ${name} exited (${State.ExitCode})`;
  if (hasNoProbe(container) && condition === "running_or_healthy") return undefined;
  if (State?.Health === undefined) return `container ${name} has no healthcheck configured`;
  const { Status } = State.Health;
  if (Status === "unhealthy") return `container ${name} is unhealthy`;
  const isKnown = Status === "healthy" || Status === "starting";
  return isKnown ? undefined : `container ${name} had unexpected health status ${JSON.stringify(Status)}`;
}

const hasNoProbe = ({ Config }: ContainerInspectResponse): boolean => Config?.Healthcheck === undefined;

function isMet(condition: Condition, containers: readonly ContainerInspectResponse[]): boolean {
  if (condition === "service_completed_successfully") return containers.some(({ State }) => State?.Status === "exited");
  return containers.every((container) => {
    const { State } = container;
    if (condition === "running_or_healthy" && hasNoProbe(container)) return State?.Status === "running";
    return State?.Health?.Status === "healthy";
  });
}
