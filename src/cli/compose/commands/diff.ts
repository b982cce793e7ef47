import { containerInspect } from "#client/container-inspect.ts";
import { driftText, projectDrift } from "#compose/drift/project-drift.ts";
import { findService } from "#compose/named-service.ts";
import { observeProject } from "#compose/observe/observe-project.ts";
import { planCreate } from "#compose/plan/create.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { localImages } from "../images/local-images.ts";
import { createSurroundings } from "../lifecycle/create-project.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Show in what the engine differs from the Compose files: what up would make, change and remove, and what was changed beside the files.",
  flags: {
    "exit-code": bool({ usage: "Exit with 1 where there are differences" }),
    format: string({ usage: "Format the output. Values: [text | json]", default: "text" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, projects } = invocation;
  if (flags.format !== "text" && flags.format !== "json")
    throw new ExitError(1, `unsupported format ${JSON.stringify(flags.format)}`);
  const project = await projects.open(op, { services, discardsFiles: true });
  const [images, observed] = await Promise.all([
    localImages(op, client, project),
    observeProject(op, client, project.name),
  ]);
  const builder = new PlanBuilder();
  planCreate(builder, createSurroundings(io, client, { project, images }, { observed, invocation }), {
    services,
    recreate: "diverged",
    recreateDependencies: "diverged",
    inherit: false,
    orphans: "remove",
    renewedVolumes: [],
  });
  const own = observed.containers.flatMap((container) => {
    const service = findService(project, container.service);
    return container.isOneOff || service === undefined ? [] : [{ container, service }];
  });
  const containers = await Promise.all(
    own.map(async ({ container, service }) => ({
      service,
      number: container.number ?? 1,
      inspect: await containerInspect(op, client, container.id),
    })),
  );
  const drifts = projectDrift({ project, plan: builder.build(), containers });
  io.stdout.write(flags.format === "json" ? `${JSON.stringify(drifts, null, 2)}\n` : driftText(drifts));
  return flags["exit-code"] && drifts.length > 0 ? 1 : 0;
});
