import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import type { ObservedContainer } from "#compose/observe/observed.ts";
import { copyFromContainer, copyToContainer } from "../../copy/container-copy.ts";
import { splitArgument } from "../../copy/paths.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { exactlyAsDocker } from "../argument-count.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { indexFlag, serviceContainer } from "../lifecycle/service-container.ts";
import type { ProgressWriter } from "../progress/writer.ts";

const usage = "[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH";

export const command = {
  usage,
  argumentFault: exactlyAsDocker(2, usage),
  flags: {
    all: bool({ usage: "Include containers created by the run command" }),
    archive: bool({ short: "a", usage: "Archive mode (copy all uid/gid information)" }),
    "follow-link": bool({ short: "L", usage: "Always follow symbol link in SRC_PATH" }),
    index: indexFlag("Index of the container if service has multiple replicas"),
  },
} satisfies ComposeCommand;

type Copying = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const [source = "", target = ""] = invocation.args;
  if (source === "") throw new ExitError(1, "source can not be empty");
  if (target === "") throw new ExitError(1, "destination can not be empty");
  const project = await projectNameOf(op, invocation);
  const progress = progressOf(io, invocation, "Copying");
  try {
    await copyAll(op, io, client, { invocation, project, progress });
  } finally {
    progress.stop();
  }
});

interface Work {
  readonly invocation: Copying;
  readonly project: string;
  readonly progress: ProgressWriter;
}

/** Copies out of one container, or into all of a service. */
async function copyAll(op: Op, io: Io, client: Client, { invocation, project, progress }: Work): Promise<void> {
  const { flags, args, settings } = invocation;
  const [from, to] = [splitArgument(args[0]!), splitArgument(args[1]!)];
  if (from.container !== "" && to.container !== "") throw new ComposeError("copying between services is not supported");
  const service = from.container || to.container;
  if (service === "") throw new ComposeError("unknown copy direction");
  const isOut = from.container !== "";
  const containers = await copiedContainers(op, client, project, { service, flags });
  const copies = (isOut ? containers.slice(0, 1) : containers).map(async ({ id: container, name }) => {
    const what = isOut ? `${name}:${from.path} to ${to.path}` : `${from.path} to ${name}:${to.path}`;
    const line = { id: name, detail: `copy ${what}` };
    progress.event({ ...line, status: "working", text: "Copying" });
    const copy = {
      container,
      source: from.path,
      target: to.path,
      followLink: flags["follow-link"],
      copyUIDGID: flags.archive,
      quiet: true,
    };
    if (!settings.isDryRun) await (isOut ? copyFromContainer : copyToContainer)(op, io, client, copy);
    progress.event({ ...line, status: "done", text: "Copied" });
  });
  await Promise.allSettled(copies);
  await Promise.all(copies);
}

/** @throws ComposeError where the service has no container */
async function copiedContainers(
  op: Op,
  client: Client,
  project: string,
  { service, flags }: { readonly service: string; readonly flags: Copying["flags"] },
): Promise<readonly ObservedContainer[]> {
  const { index } = flags;
  if (index > 0) return [await serviceContainer(op, client, project, { service, index, oneOff: "exclude", all: true })];
  const choice = { oneOff: flags.all ? "include" : "exclude", all: true, services: [service] } as const;
  const containers = await observeContainers(op, client, project, choice);
  if (containers.length === 0) throw new ComposeError(`no container found for service ${JSON.stringify(service)}`);
  return containers;
}
