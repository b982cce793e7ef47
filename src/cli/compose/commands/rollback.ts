import { ComposeError } from "#compose/errors.ts";
import { planStart } from "#compose/plan/start.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { ExitError } from "../../errors.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { planCreation, withProvisions } from "../lifecycle/create-project.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { timeoutOf } from "../lifecycle/timeout.ts";
import { versionRows } from "../lifecycle/version-rows.ts";
import { knownVersions, projectOfVersion, rememberVersion } from "../lifecycle/versions.ts";
import { printList } from "../listing/print-list.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Bring services up as they were before: with the files of then, and the images that names stood for then.\nN is a number of `rollback --list`. A rollback is a change too, and can be undone.",
  flags: {
    format: string({ usage: "Format the list. Values: [table | json]", default: "table" }),
    list: bool({ usage: "Show what the project was brought up as, and change nothing" }),
    "remove-orphans": bool({ usage: "Remove containers for services that there were not then" }),
    timeout: integer({ short: "t", usage: "Use this timeout in seconds for container shutdown" }),
    to: integer({ usage: "How many changes to go back", default: 1 }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services } = invocation;
  const name = await projectNameOf(op, invocation);
  const versions = await knownVersions(op, client, name);
  if (flags.list) {
    const rows = versionRows(versions, io.now());
    printList(io.stdout, {
      format: flags.format,
      headers: ["N", "SINCE", "CHANGED"],
      rows: rows.map(({ number, since, changed }) => [String(number), since, changed.join(", ")]),
      json: rows.map(({ number, time, changed }) => ({ N: number, Time: time, Changed: changed })),
    });
    return;
  }
  const version = versions.find(({ N }) => N === flags.to);
  if (version === undefined)
    throw new ExitError(
      1,
      `project ${JSON.stringify(name)} has no version ${flags.to}: the oldest is ${versions.length - 1}`,
    );
  const found = await projectOfVersion(op, client, { name, version, services, invocation });
  if (found.project.services.size === 0) throw new ComposeError("no service selected");
  const prepared = {
    ...found,
    project: await withProvisions(op, io, found.project, { invocation, isQuietPull: false }),
  };
  const planned = await planCreation(op, io, client, {
    prepared,
    invocation,
    saysYes: false,
    isStarted: true,
    options: {
      services,
      recreate: "diverged",
      recreateDependencies: "diverged",
      inherit: true,
      timeout: timeoutOf(invocation),
      orphans: flags["remove-orphans"] ? "remove" : "warn",
    },
  });
  const { project } = prepared;
  planStart(planned.plan, {
    project,
    containers: planned.containers,
    proxies: proxyVariables(io.config, client.host),
    images: prepared.images,
  });
  const plan = planned.plan.build();
  await rememberVersion(op, client, { prepared, planned, plan, invocation });
  const work = { plan, invocation, options: { project, title: "Running" } };
  await cancellable(op, io, (ended) => carryOut(ended, io, client, work));
});
