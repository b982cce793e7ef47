import type { ContainerInspectResponse } from "#api/types.gen.ts";
import { containerSpec } from "../convert/container-spec.ts";
import { containerName } from "../convert/names.ts";
import type { NamedService } from "../named-service.ts";
import type { Plan, Step, Target } from "../plan/operation.ts";
import type { Project } from "../shape/project.ts";
import { containerDrift, type Difference } from "./container-drift.ts";

/** How a thing of a project is not as its file says. */
export interface Drift {
  /** `+`: it would be made, `-`: it would go, `~`: it would change, `!`: it changed beside the file. */
  readonly sign: "+" | "-" | "~" | "!";
  /** Such as `container p-web-1`. */
  readonly thing: string;
  readonly reason: string;
  readonly differences: readonly Difference[];
}

export interface DriftInput {
  readonly project: Project;
  /** What `up` would do. */
  readonly plan: Plan;
  /** The containers of the project that are there, with the service that each is of. */
  readonly containers: readonly {
    readonly service: NamedService;
    readonly number: number;
    readonly inspect: ContainerInspectResponse;
  }[];
}

/** All in which the engine differs from a project's files. */
export function projectDrift({ project, plan, containers }: DriftInput): Drift[] {
  const renewed = new Map<string, string>();
  const drifts: Drift[] = [];
  for (const step of plan.steps) {
    const drift = stepDrift(step, plan);
    if (drift?.sign === "~") renewed.set(drift.thing, drift.reason);
    else if (drift !== undefined) drifts.push(drift);
  }
  for (const { service, number, inspect } of containers) {
    const thing = `container ${containerName(project, service, number)}`;
    const spec = containerSpec({ project, service, number, labels: {}, links: [], withAliases: true }, () => "{}");
    const differences = containerDrift(spec, inspect);
    const reason = renewed.get(thing);
    if (reason !== undefined) drifts.push({ sign: "~", thing, reason, differences });
    else if (differences.length > 0)
      drifts.push({ sign: "!", thing, reason: "it was changed beside the file", differences });
  }
  return drifts;
}

function stepDrift({ operation, reason = "" }: Step, plan: Plan): Drift | undefined {
  const drift = (sign: Drift["sign"], thing: string): Drift => ({ sign, thing, reason, differences: [] });
  switch (operation.kind) {
    case "create network":
      return drift("+", `network ${operation.spec.Name}`);
    case "create volume":
      return drift("+", `volume ${operation.spec.Name ?? ""}`);
    case "create container": {
      const { wanted, name } = operation.container;
      const isNew = wanted.inherited === undefined && !/^[0-9a-z]{12}_/.test(name);
      return drift(isNew ? "+" : "~", `container ${containerName(wanted.project, wanted.service, wanted.number)}`);
    }
    case "remove container":
      return isReplaced(operation.target, plan) ? undefined : drift("-", `container ${operation.target.name}`);
    default:
      return undefined;
  }
}

/** Whether another container gets its name. */
function isReplaced({ name }: Target, { steps }: Plan): boolean {
  return steps.some(({ operation }) => operation.kind === "rename container" && operation.name === name);
}

/** As lines: what differs, why, and in what. */
export function driftText(drifts: readonly Drift[]): string {
  const lines = drifts.flatMap(({ sign, thing, reason, differences }) => [
    `${sign} ${thing}${reason === "" ? "" : ` (${reason})`}`,
    ...differences.map(({ field, actual, expected }) => `    ${field}: ${shown(actual)} → ${shown(expected)}`),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

const shown = (value: string): string => (value === "" ? "(none)" : value);
