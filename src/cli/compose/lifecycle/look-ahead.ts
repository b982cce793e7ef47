import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isGantry } from "#compose/observe/engine-kind.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import type { ObservedProject } from "#compose/observe/observed.ts";
import type { PlannedServices } from "#compose/plan/containers.ts";
import { type CreateOptions, planCreate } from "#compose/plan/create.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { refuseUnsupported } from "#compose/plan/unsupported.ts";
import type { Project } from "#compose/shape/project.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import type { ComposeInvocation } from "../command.ts";
import { localImages } from "../images/local-images.ts";
import { createSurroundings } from "./create-project.ts";

/** Of commands that show what would be. */
export const formatFlag = string({ usage: "Format the output. Values: [text | json]", default: "text" });

/** @throws ExitError for a format that there is not */
export function isJson(format: string): boolean {
  if (format !== "text" && format !== "json") throw new ExitError(1, `unsupported format ${JSON.stringify(format)}`);
  return format === "json";
}

export interface Foresight {
  readonly project: Project;
  readonly observed: ObservedProject;
  /** What `up` would make, with the images that are there. */
  readonly plan: PlanBuilder;
  readonly containers: PlannedServices;
}

/** Plans an `up` without fetching, building, asking or doing anything. @throws ComposeError */
export async function lookAhead(
  op: Op,
  io: Io,
  client: Client,
  {
    invocation,
    options,
  }: {
    readonly invocation: Pick<ComposeInvocation, "args" | "projects" | "settings">;
    readonly options: Pick<CreateOptions, "inherit" | "orphans">;
  },
): Promise<Foresight> {
  const { args: services, projects } = invocation;
  const project = await projects.open(op, { services, discardsFiles: true });
  refuseUnsupported(project);
  const [images, observed, takesOver] = await Promise.all([
    localImages(op, client, project),
    observeProject(op, client, project.name),
    isGantry(op, client),
  ]);
  const plan = new PlanBuilder();
  const surroundings = createSurroundings(io, client, { project, images }, { observed, invocation });
  const containers = planCreate(plan, surroundings, {
    services,
    recreate: "diverged",
    recreateDependencies: "diverged",
    renewedVolumes: [],
    takesOver,
    ...options,
  });
  return { project, observed, plan, containers };
}
