import { planStopProject } from "#compose/plan/stop.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { knownProject } from "../lifecycle/observed-project.ts";
import { timeoutFlag, timeoutOf } from "../lifecycle/timeout.ts";

export const command = { usage: "[OPTIONS] [SERVICE...]", flags: { timeout: timeoutFlag } } satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const services = invocation.args;
  const { project, observed } = await knownProject(op, client, invocation, services);
  const plan = planStopProject(project, observed.containers, { services, timeout: timeoutOf(invocation) });
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Stopping" } });
});
