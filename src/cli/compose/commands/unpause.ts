import { planUnpause } from "#compose/plan/stop.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { runningContainers } from "../lifecycle/running-containers.ts";

export const command = { usage: "[SERVICE...]", flags: {} } satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { project, containers } = await runningContainers(op, client, invocation, invocation.args);
  const options = { project, title: "Running" };
  await carryOut(op, io, client, { plan: planUnpause(containers), invocation, options });
});
