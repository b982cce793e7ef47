import { ExitError } from "../../errors.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { isTrue } from "../is-true.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import { createFlags, recreation, withPullPolicy, withScale } from "../lifecycle/create-flags.ts";
import { planCreation, prepareProject } from "../lifecycle/create-project.ts";

export const command = { usage: "[OPTIONS] [SERVICE...]", flags: createFlags } satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, changed, projects } = invocation;
  if (flags.build && flags["no-build"]) throw new ExitError(1, "--build and --no-build are incompatible");
  if (flags["force-recreate"] && flags["no-recreate"])
    throw new ExitError(1, "--force-recreate and --no-recreate are incompatible");
  const opened = await projects.open(op, { services, discardsFiles: true });
  const pull = changed("pull") ? { pull: flags.pull } : {};
  const project = withScale(withPullPolicy(opened, { ...pull, build: flags.build }), flags.scale);
  const prepared = await prepareProject(op, io, client, {
    project,
    invocation,
    options: { services, isBuilt: !flags["no-build"], isQuietPull: flags["quiet-pull"], isBuiltToldLater: true },
  });
  const ignoresOrphans = isTrue(project.environment.get("COMPOSE_IGNORE_ORPHANS"));
  const { plan } = await planCreation(op, io, client, {
    prepared,
    invocation,
    saysYes: flags.yes,
    options: {
      services,
      recreate: recreation(flags),
      recreateDependencies: flags["no-recreate"] ? "never" : "diverged",
      inherit: true,
      orphans: flags["remove-orphans"] ? "remove" : ignoresOrphans ? "ignore" : "warn",
    },
  });
  const options = { project, title: "Creating", told: prepared.built };
  await carryOut(op, io, client, { plan: plan.build(), invocation, options });
});
