import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { statsOrder } from "../../format/stats-order.ts";
import { formatHelp } from "../../help/format-flag.ts";
import { showStats } from "../../streams/show-stats.ts";

export const command = {
  usage: "[OPTIONS] [CONTAINER...]",
  arguments: {},
  flags: {
    all: bool({ short: "a", usage: "Show all containers (default shows just running)" }),
    format: string({ usage: formatHelp }),
    "no-stream": bool({ usage: "Disable the stream: show one figure and end" }),
    sort: string({ usage: "Column to sort by, such as cpu or mem; with - in front the other way round" }),
    "no-trunc": bool({ usage: "Do not cut anything off" }),
  },
  aliases: ["docker container stats", "docker stats"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const { all, format } = flags;
  const sort = flags.sort === "" ? undefined : statsOrder(flags.sort);
  await showStats(op, io, client, {
    names: args,
    ...{ all, format },
    ...(sort === undefined ? {} : { sort }),
    stream: !flags["no-stream"],
    truncate: !flags["no-trunc"],
  });
});
