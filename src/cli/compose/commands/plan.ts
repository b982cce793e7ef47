import { observeProject } from "#compose/observe/observe-project.ts";
import { planCreate } from "#compose/plan/create.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planJson, planText } from "#compose/plan/print-plan.ts";
import { planStart } from "#compose/plan/start.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { localImages } from "../images/local-images.ts";
import { createSurroundings } from "../lifecycle/create-project.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Show the steps that up would take, and why, without taking any. Images are as the engine has them now.",
  flags: {
    format: string({ usage: "Format the output. Values: [text | json]", default: "text" }),
    "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
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
  const plan = new PlanBuilder();
  const surroundings = createSurroundings(io, client, { project, images }, { observed, invocation });
  const containers = planCreate(plan, surroundings, {
    services,
    recreate: "diverged",
    recreateDependencies: "diverged",
    inherit: true,
    orphans: flags["remove-orphans"] ? "remove" : "warn",
    renewedVolumes: [],
  });
  planStart(
    plan,
    project,
    containers,
    plan.build().steps.map(({ id }) => id),
  );
  const planned = plan.build();
  io.stdout.write(flags.format === "json" ? planJson(planned) : planText(planned));
});
