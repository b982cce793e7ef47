import { allOrNone } from "#base/all-or-none.ts";
import { type Op, orEnd } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { containerWait } from "#client/container-wait.ts";
import { ComposeError } from "#compose/errors.ts";
import { observeContainers, observeProject } from "#compose/observe/observe-project.ts";
import { projectFromEngine } from "#compose/observe/project-from-engine.ts";
import { planDown } from "#compose/plan/down.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { atLeastAsDocker } from "../argument-count.ts";
import { cancellable } from "../cancellable.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { carryOut } from "../lifecycle/carry-out.ts";
import type { ProjectInvocation } from "../lifecycle/create-project.ts";
import { projectOrName } from "../lifecycle/project-or-name.ts";

const usage = "SERVICE [SERVICE...] [OPTIONS]";

export const command = {
  usage,
  argumentFault: atLeastAsDocker(1, usage),
  flags: { "down-project": bool({ usage: "Drops project when the first container stops" }) },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const { name } = await projectOrName(op, invocation);
  return await cancellable(op, io, async (ended) => {
    const code = await waitForServices(ended, io, client, { project: name, services: args });
    if (flags["down-project"]) await takeDown(ended, io, client, { name: name.toLowerCase(), invocation });
    return code;
  });
});

/** Waits for all that runs; gives the exit code of the last to end. @throws ComposeError where nothing runs */
async function waitForServices(
  op: Op,
  io: Io,
  client: Client,
  { project, services }: { readonly project: string; readonly services: readonly string[] },
): Promise<number> {
  const running = await observeContainers(op, client, project, { oneOff: "include", all: false, services });
  if (running.length === 0) throw new ComposeError(`no containers for project ${quote(project)}`);
  let code = 0;
  await allOrNone(op, running, async (shared, { id }) => {
    const { result } = await containerWait(shared, client, id);
    const { StatusCode } = await orEnd(shared, result);
    io.stdout.write(`container ${quote(id)} exited with status code ${StatusCode}\n`);
    code = StatusCode;
  });
  return code;
}

/** Removes all that the engine has of a project, whatever the files say of it. */
async function takeDown(
  op: Op,
  io: Io,
  client: Client,
  { name, invocation }: { readonly name: string; readonly invocation: ProjectInvocation },
): Promise<void> {
  const observed = await observeProject(op, client, name);
  const project = projectFromEngine(name, observed);
  const plan = planDown(project, observed, {
    services: [],
    timeout: undefined,
    removesOrphans: true,
    removesVolumes: false,
    images: [],
  });
  await carryOut(op, io, client, { plan, invocation, options: { project, title: "Running" } });
}
