import { withEnabled, withSelected } from "#compose/project/select.ts";
import { bool } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { knownProject } from "../lifecycle/observed-project.ts";
import { restartServices } from "../lifecycle/restart-services.ts";
import { timeoutFlag, timeoutOf } from "../lifecycle/timeout.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: { "no-deps": bool({ usage: "Don't restart dependent services" }), timeout: timeoutFlag },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services } = invocation;
  const known = await knownProject(op, client, invocation);
  const enabled = known.hasFiles ? withEnabled(known.project, services) : known.project;
  const project = flags["no-deps"] ? withSelected(enabled, services, "none") : enabled;
  await restartServices(op, io, client, { project, services, invocation, timeout: timeoutOf(invocation) });
});
