import { ComposeError } from "#compose/errors.ts";
import { plannedAsObserved } from "#compose/plan/containers.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planLeftSteps } from "#compose/plan/pre-start.ts";
import { planStart, planWait } from "#compose/plan/start.ts";
import { withSelected } from "#compose/project/select.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { bool, integer } from "../../flags/scalars.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { knownProject } from "../lifecycle/observed-project.ts";
import { withWaitLimit } from "../lifecycle/wait-limit.ts";

export const command = {
  usage: "[SERVICE...]",
  flags: {
    wait: bool({ usage: "Wait for services to be running|healthy. Implies detached mode." }),
    "wait-timeout": integer({
      usage: "Maximum duration in seconds to wait for the project to be running|healthy",
    }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const known = await knownProject(op, client, invocation, args);
  const { observed, hasFiles } = known;
  const containers = plannedAsObserved(observed.containers);
  if (!hasFiles && containers.size === 0)
    throw new ComposeError(`no container found for project ${JSON.stringify(known.project.name)}: not found`);
  const project = hasFiles ? known.project : withSelected(known.project, args);
  const plan = new PlanBuilder();
  planLeftSteps(plan, project, observed.steps);
  planStart(plan, { project, containers, proxies: proxyVariables(io.config, client.host) });
  if (flags.wait) planWait(plan, project, containers);
  const work = { plan: plan.build(), invocation, options: { project, title: "Running" } };
  await cancellable(op, io, (ended) =>
    withWaitLimit(ended, flags["wait-timeout"], (limited) => carryOut(limited, io, client, work)),
  );
});
