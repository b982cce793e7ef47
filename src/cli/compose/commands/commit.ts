import { containerCommit } from "#client/container-commit.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { commitTarget } from "../../values/commit-target.ts";
import { between } from "../argument-count.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { containerIndexFlag, serviceContainer } from "../lifecycle/service-container.ts";

export const command = {
  usage: "[OPTIONS] SERVICE [REPOSITORY[:TAG]]",
  argumentFault: between(1, 2),
  flags: {
    author: string({ short: "a", usage: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")' }),
    change: list({ short: "c", usage: "Apply Dockerfile instruction to the created image" }),
    index: containerIndexFlag,
    message: string({ short: "m", usage: "Commit message" }),
    pause: bool({ short: "p", usage: "Pause container during commit", default: true }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, settings } = invocation;
  const [service = "", image = ""] = args;
  const project = await projectNameOf(op, invocation);
  const progress = progressOf(io, invocation, "Committing");
  try {
    const choice = { service, index: flags.index, oneOff: "include", all: false } as const;
    const { id: container, name } = await serviceContainer(op, client, project, choice);
    const line = { id: name, detail: `Commit ${name}` };
    progress.event({ ...line, status: "working", text: "Committing" });
    if (settings.isDryRun) {
      progress.event({ ...line, status: "done", text: "Committed" });
      return;
    }
    const { Id } = await containerCommit(op, client, container, {
      ...commitTarget(image),
      author: flags.author,
      comment: flags.message,
      changes: flags.change,
      pause: flags.pause,
    });
    progress.event({ ...line, status: "done", text: `Committed as ${Id}` });
  } finally {
    progress.stop();
  }
});
