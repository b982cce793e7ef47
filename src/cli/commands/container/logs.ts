import { containerInspect } from "#client/container-inspect.ts";
import { type ContainerLogsOptions, containerLogs } from "#client/container-logs.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { copyFrames, copyRaw } from "../../streams/copy-output.ts";
import { checkedTimestamp } from "../../values/timestamp.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER",
  arguments: { ...exactly(1), moreWith: "merge" },
  flags: {
    details: bool({ usage: "Show what the log driver keeps with each line, too" }),
    follow: bool({ short: "f", usage: "Follow what is written from now on" }),
    merge: bool({ usage: "Show the logs of all containers that are named as one, by time" }),
    since: string({ usage: 'Only lines since a time ("2013-01-02T13:23:37Z") or a span before now ("42m")' }),
    tail: string({ short: "n", usage: "How many of the last lines to show", default: "all" }),
    timestamps: bool({ short: "t", usage: "Show the time of each line" }),
    until: string({ usage: 'Only lines before a time ("2013-01-02T13:23:37Z") or a span before now ("42m")' }),
  },
  aliases: ["docker container logs", "docker logs"],
  long: "Show what a container has written.\nWith --merge several may be named: their lines come by time, each with its container's name in front.",
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [name = ""] = args;
  const times = (): Pick<ContainerLogsOptions, "since" | "until"> => ({
    since: checkedTimestamp(flags.since, io.now(), "since"),
    until: checkedTimestamp(flags.until, io.now(), "until"),
  });
  const { follow, timestamps, details, tail } = flags;
  const options = { stdout: true, stderr: true, follow, timestamps, details, tail };
  if (flags.merge) {
    const { showSeveral } = await import("../../logs/show-several.ts");
    return await showSeveral(op, io, client, { names: args, options: { ...options, ...times() } });
  }
  const container = await containerInspect(op, client, name);
  const body = await containerLogs(op, client, container.Id, { ...options, ...times() });
  await (container.Config?.Tty === true ? copyRaw(body, io.stdout) : copyFrames(body, io));
});
