import { containerInspect } from "#client/container-inspect.ts";
import { driftText, projectDrift } from "#compose/drift/project-drift.ts";
import { findService } from "#compose/named-service.ts";
import { bool } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { formatFlag, isJson, lookAhead } from "../lifecycle/look-ahead.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  long: "Show in what the engine differs from the Compose files: what up would make, change and remove, and what was changed beside the files.",
  flags: {
    "exit-code": bool({ usage: "Exit with 1 where there are differences" }),
    format: formatFlag,
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags } = invocation;
  const inJson = isJson(flags.format);
  const options = { inherit: false, orphans: "remove" } as const;
  const { project, observed, plan } = await lookAhead(op, io, client, { invocation, options });
  const own = observed.containers.flatMap((container) => {
    const service = findService(project, container.service);
    return container.isOneOff || service === undefined ? [] : [{ container, service }];
  });
  const containers = await Promise.all(
    own.map(async ({ container, service }) => ({
      service,
      number: container.number ?? 1,
      inspect: await containerInspect(op, client, container.id),
    })),
  );
  const drifts = projectDrift({ project, plan: plan.build(), containers });
  io.stdout.write(inJson ? `${JSON.stringify(drifts, null, 2)}\n` : driftText(drifts));
  return flags["exit-code"] && drifts.length > 0 ? 1 : 0;
});
