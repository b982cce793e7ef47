import { parseInteger } from "#base/strconv.ts";
import { plannedAsMade } from "#compose/plan/containers.ts";
import { PlanBuilder } from "#compose/plan/plan-builder.ts";
import { planStart } from "#compose/plan/start.ts";
import { withSelected } from "#compose/project/select.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { withScale } from "../lifecycle/create-flags.ts";
import { planCreation, prepareProject } from "../lifecycle/create-project.ts";

export const command = {
  usage: "[SERVICE=REPLICAS...]",
  argumentFault: (args) => (args.length > 0 ? undefined : `requires at least 1 arg(s), only received ${args.length}`),
  flags: { "no-deps": bool({ usage: "Don't start linked services" }) },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, projects } = invocation;
  const services = args.map(scaledService).sort();
  const opened = await projects.open(op, { services, discardsFiles: true });
  const chosen = flags["no-deps"] ? withSelected(opened, services, "none") : opened;
  const project = withScale(chosen, args);
  const prepared = await prepareProject(op, io, client, {
    project,
    invocation,
    options: { services, isBuilt: false, isQuietPull: false },
  });
  const { plan, containers } = await planCreation(op, io, client, {
    prepared,
    invocation,
    isStarted: true,
    saysYes: false,
    options: { services, recreate: "diverged", recreateDependencies: "diverged", inherit: false, orphans: "warn" },
  });
  const options = { project, title: "Running" };
  const made = await carryOut(op, io, client, { plan: plan.build(), invocation, options });
  const start = new PlanBuilder();
  planStart(start, {
    project: prepared.project,
    containers: plannedAsMade(containers, (step) => made.get(step)),
    proxies: proxyVariables(io.config, client.host),
  });
  const work = { plan: start.build(), invocation, options };
  await cancellable(op, io, (ended) => carryOut(ended, io, client, work));
});

function scaledService(argument: string): string {
  const at = argument.indexOf("=");
  if (at <= 0 || at === argument.length - 1) throw new ExitError(1, `invalid scale specifier: ${argument}`);
  try {
    parseInteger(argument.slice(at + 1));
  } catch {
    throw new ExitError(1, `invalid scale specifier: can't parse replica value as int: ${argument}`);
  }
  return argument.slice(0, at);
}
