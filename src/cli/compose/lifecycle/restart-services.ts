import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { mapServices } from "#compose/named-service.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import { planRestart } from "#compose/plan/stop.ts";
import { withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Io } from "../../io/io.ts";
import { quietWriter } from "../progress/plain.ts";
import { carryOut } from "./carry-out.ts";
import type { ProjectInvocation } from "./create-project.ts";

export interface RestartWork {
  readonly project: Project;
  /** Empty: all. */
  readonly services: readonly string[];
  readonly invocation: ProjectInvocation;
  /** Seconds for containers to stop in; `undefined`: their own. */
  readonly timeout?: number | undefined;
  readonly isQuiet?: boolean;
}

/** Restarts services, and those that are to restart with them. */
export async function restartServices(op: Op, io: Io, client: Client, work: RestartWork): Promise<void> {
  const { invocation, services, timeout, isQuiet = false } = work;
  const project = withSelected(withoutIndifferent(work.project), services, "dependents");
  const { containers } = await observeProject(op, client, project.name);
  const plan = planRestart(project, containers, { timeout });
  const options = { project, title: "Restarting", ...(isQuiet ? { progress: quietWriter } : {}) };
  await carryOut(op, io, client, { plan, invocation, options });
}

/** Only what is to restart with what it depends on depends on it here. */
function withoutIndifferent(project: Project): Project {
  return mapServices(project, (service) => {
    const needs = [...(service.depends_on ?? [])].filter(([, { restart }]) => restart === true);
    return { ...service, depends_on: new Map(needs) };
  });
}
