import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import type { ObservedContainer } from "#compose/observe/observed.ts";
import { ExitError } from "../../errors.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import { checkedTimestamp } from "../../values/timestamp.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { type NamedProject, projectOrName } from "../lifecycle/project-or-name.ts";
import { serviceContainer } from "../lifecycle/service-container.ts";
import { isColored } from "../logs/colored.ts";
import { LogView } from "../logs/log-view.ts";
import { showLogs } from "../logs/show-logs.ts";

const span = "timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    follow: bool({ short: "f", usage: "Follow log output" }),
    index: integer({ usage: "index of the container if service has multiple replicas" }),
    "no-color": bool({ usage: "Produce monochrome output" }),
    "no-log-prefix": bool({ usage: "Don't print prefix in logs" }),
    since: string({ usage: `Show logs since ${span}` }),
    tail: string({
      short: "n",
      usage: "Number of lines to show from the end of the logs for each container",
      default: "all",
    }),
    timestamps: bool({ short: "t", usage: "Show timestamps" }),
    until: string({ usage: `Show logs before a ${span}` }),
  },
} satisfies ComposeCommand;

type Logs = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, settings, projects } = invocation;
  if (flags.index > 0 && args.length !== 1) throw new ExitError(1, "--index requires one service to be selected");
  const named = await projectOrName(op, invocation, args);
  const services = shownServices(named, args);
  const containers = await chosenContainers(op, client, { invocation, named, services });
  if (containers.length === 0 && !flags.follow) return;
  const view = new LogView({
    stdout: io.stdout,
    stderr: io.stderr,
    isColored: !flags["no-color"] && isColored(io, settings),
    hasPrefix: !flags["no-log-prefix"],
    hasTimestamps: false,
    now: () => io.now(),
  });
  const choice = {
    since: checkedTimestamp(flags.since, io.now(), "since"),
    until: checkedTimestamp(flags.until, io.now(), "until"),
    tail: flags.tail,
    timestamps: flags.timestamps,
    follow: flags.follow,
  };
  const watched = { project: named.name, services };
  await cancellable(op, io, (ended) =>
    showLogs(ended, client, { containers, view, choice, watched, warn: projects.warn }),
  );
});

/** Those named; otherwise all of the files but those whose output is not wanted. Empty: of any service. */
function shownServices({ project }: NamedProject, args: readonly string[]): readonly string[] {
  if (project === undefined || args.length > 0) return args;
  const all = [...project.services];
  const shown = all.filter(([, { attach }]) => attach !== false);
  return (shown.length > 0 ? shown : all).map(([name]) => name);
}

interface Choosing {
  readonly invocation: Logs;
  readonly named: NamedProject;
  readonly services: readonly string[];
}

async function chosenContainers(
  op: Op,
  client: Client,
  { invocation, named, services }: Choosing,
): Promise<readonly ObservedContainer[]> {
  const { index } = invocation.flags;
  const choice = { oneOff: "exclude", all: true } as const;
  if (index > 0) return [await serviceContainer(op, client, named.name, { ...choice, service: services[0]!, index })];
  return await observeContainers(op, client, named.name, { ...choice, services });
}
