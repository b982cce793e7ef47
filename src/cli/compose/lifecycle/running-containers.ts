import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import type { ObservedContainer } from "#compose/observe/observed.ts";
import type { ProjectInvocation } from "./create-project.ts";
import { projectOrName } from "./project-or-name.ts";

/** The running containers of services; without files, of all that are called so. @throws ComposeError */
export async function runningContainers(
  op: Op,
  client: Client,
  invocation: ProjectInvocation,
  services: readonly string[],
): Promise<{
  readonly project: { readonly name: string; readonly workingDir: string };
  readonly containers: readonly ObservedContainer[];
}> {
  const { name, project } = await projectOrName(op, invocation, services);
  const running = await observeContainers(op, client, name, { oneOff: "exclude", all: false, services });
  const containers = project === undefined ? running : running.filter(({ service }) => project.services.has(service));
  return { project: project ?? { name, workingDir: "" }, containers };
}
