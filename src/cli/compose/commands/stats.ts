import { labels } from "#compose/labels.ts";
import { bool, string } from "../../flags/scalars.ts";
import { formatHelp } from "../../help/format-flag.ts";
import { showStats } from "../../streams/show-stats.ts";
import { atMost } from "../argument-count.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE]",
  argumentFault: atMost(1),
  flags: {
    all: bool({ short: "a", usage: "Show all containers (default shows just running)" }),
    format: string({ usage: formatHelp }),
    "no-stream": bool({ usage: "Disable streaming stats and only pull the first result" }),
    "no-trunc": bool({ usage: "Do not truncate output" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const project = await projectNameOf(op, invocation);
  const ofService = args.map((service) => `${labels.service}=${service}`);
  const { all, format } = flags;
  await cancellable(op, io, (ended) =>
    showStats(ended, io, client, {
      names: [],
      ...{ all, format },
      filters: { label: [`${labels.project}=${project}`, ...ofService] },
      stream: !flags["no-stream"],
      truncate: !flags["no-trunc"],
    }),
  );
});
