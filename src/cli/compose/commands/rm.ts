import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import type { ObservedContainer } from "#compose/observe/observed.ts";
import { planRemove, planStopProject } from "#compose/plan/stop.ts";
import { bool } from "../../flags/scalars.ts";
import { agrees } from "../agreed.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { type KnownProject, knownProject } from "../lifecycle/observed-project.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Removes stopped service containers. Anonymous volumes stay unless -v is given; all that is in no volume is lost.",
  flags: {
    all: bool({ short: "a", usage: "Deprecated - no effect", hidden: true }),
    force: bool({ short: "f", usage: "Don't ask to confirm removal" }),
    stop: bool({ short: "s", usage: "Stop the containers, if required, before removing" }),
    volumes: bool({ short: "v", usage: "Remove any anonymous volumes attached to containers" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, settings } = invocation;
  const known = await knownProject(op, client, invocation, services);
  const { project } = known;
  if (flags.stop) {
    const plan = planStopProject(project, known.observed.containers, { services });
    await carryOut(op, io, client, { plan, invocation, options: { project, title: "Stopping" } });
  }
  const isPretended = flags.stop && settings.isDryRun;
  const containers = await stoppedContainers(op, client, known, { services, isPretended });
  if (containers.length === 0) {
    io.stderr.write("No stopped containers\n");
    return;
  }
  const question = `Going to remove ${containers.map(({ name }) => name).join(", ")}`;
  if (flags.force) io.stdout.write(`${question}\n`);
  else if (!(await agrees(op, io, question))) return;
  const plan = planRemove(containers, flags);
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Removing" } });
});

async function stoppedContainers(
  op: Op,
  client: Client,
  { project, hasFiles }: KnownProject,
  { services, isPretended }: { readonly services: readonly string[]; readonly isPretended: boolean },
): Promise<ObservedContainer[]> {
  const all = await observeContainers(op, client, project.name, { oneOff: "exclude", all: true, services });
  const own = hasFiles ? all.filter(({ service }) => project.services.has(service)) : all;
  return own.filter(({ state }) => isPretended || !["running", "paused", "restarting"].includes(state));
}
