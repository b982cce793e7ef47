import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import type { ObservedProject } from "#compose/observe/observed.ts";
import { projectFromEngine } from "#compose/observe/project-from-engine.ts";
import type { Project } from "#compose/shape/project.ts";
import type { ProjectInvocation } from "./create-project.ts";
import { projectOrName } from "./project-or-name.ts";

export interface KnownProject {
  readonly project: Project;
  readonly observed: ObservedProject;
  /** Whether it was read from files: what they do not have is an error then. */
  readonly hasFiles: boolean;
}

/** The project that a command means, with what the engine has of it. @throws ComposeError */
export async function knownProject(
  op: Op,
  client: Client,
  invocation: ProjectInvocation,
  services: readonly string[] = [],
): Promise<KnownProject> {
  const { name, project } = await projectOrName(op, invocation, services);
  const observed = await observeProject(op, client, name);
  return { project: project ?? projectFromEngine(name, observed), observed, hasFiles: project !== undefined };
}
