import { planRestart } from "#compose/plan/stop.ts";
import { withEnabled, withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { bool } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { mapServices } from "../lifecycle/create-flags.ts";
import { knownProject } from "../lifecycle/observed-project.ts";
import { timeoutFlag, timeoutOf } from "../lifecycle/timeout.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: { "no-deps": bool({ usage: "Don't restart dependent services" }), timeout: timeoutFlag },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const known = await knownProject(op, client, invocation);
  const enabled = known.hasFiles ? withEnabled(known.project, args) : known.project;
  const chosen = flags["no-deps"] ? withSelected(enabled, args, "none") : enabled;
  const project = withSelected(withoutIndifferent(chosen), args, "dependents");
  const plan = planRestart(project, known.observed.containers, { timeout: timeoutOf(invocation) });
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Restarting" } });
});

/** Only what is to restart with what it depends on depends on it here. */
function withoutIndifferent(project: Project): Project {
  return mapServices(project, (service) => {
    const needs = [...(service.depends_on ?? [])].filter(([, { restart }]) => restart === true);
    return { ...service, depends_on: new Map(needs) };
  });
}
