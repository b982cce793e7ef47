import { withSelected } from "#compose/project/select.ts";
import { bool } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { pushServices } from "../images/push-services.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import { quietWriter } from "../progress/plain.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    "ignore-push-failures": bool({ usage: "Push what it can and ignores images with push failures" }),
    "include-deps": bool({ usage: "Also push images of services declared as dependencies" }),
    quiet: bool({ short: "q", usage: "Push without printing progress information" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args: services, settings, projects } = invocation;
  const opened = await projects.open(op, { services, discardsFiles: true });
  const project = flags["include-deps"] ? opened : withSelected(opened, services, "none");
  const progress = flags.quiet ? quietWriter : progressOf(io, invocation, "Pushing");
  try {
    await pushServices(op, io, client, {
      project,
      options: {
        progress,
        isQuiet: flags.quiet,
        isDryRun: settings.isDryRun,
        ignoresFailures: flags["ignore-push-failures"],
        parallel: settings.parallel,
      },
    });
  } finally {
    progress.stop();
  }
});
