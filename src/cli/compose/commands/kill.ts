import { observeContainers } from "#compose/observe/observe-project.ts";
import { planKill } from "#compose/plan/stop.ts";
import { bool, string } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { isTrue } from "../is-true.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { knownProject } from "../lifecycle/observed-project.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
    signal: string({ short: "s", usage: "SIGNAL to send to the container", default: "SIGKILL" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, changed, settings } = invocation;
  const { project } = await knownProject(op, client, invocation, services);
  const running = await observeContainers(op, client, project.name, { oneOff: "include", all: false, services });
  const includesOrphans = changed("remove-orphans")
    ? flags["remove-orphans"]
    : isTrue(settings.env["COMPOSE_REMOVE_ORPHANS"]);
  const containers = includesOrphans ? running : running.filter(({ service }) => project.services.has(service));
  if (containers.length === 0) {
    io.stderr.write("no container to kill");
    return;
  }
  const plan = planKill(containers, flags.signal);
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Killing" } });
});
