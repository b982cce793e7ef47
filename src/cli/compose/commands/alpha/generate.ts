import type { ContainerSummary } from "#api/types.gen.ts";
import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerList } from "#client/container-list.ts";
import { networkList } from "#client/network-list.ts";
import { ComposeError } from "#compose/errors.ts";
import { projectOfContainers } from "#compose/observe/project-of-containers.ts";
import { string } from "../../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../../command.ts";
import { projectText } from "../../config/render.ts";

export const command = {
  usage: "[OPTIONS] [CONTAINERS...]",
  flags: {
    format: string({ usage: "Format the output. Values: [yaml | json]", default: "yaml" }),
    name: string({ usage: "Project name to set in the Compose file" }),
    "project-dir": string({ usage: "Directory to use for the project" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, { flags, args }) => {
  io.stderr.write("generate command is EXPERIMENTAL\n");
  if (args.length === 0) throw new ComposeError("at least one container must be specified");
  const found = await containersNamed(op, client, args);
  const containers = await allOrNone(op, found, async (shared, summary) => ({
    summary,
    details: await containerInspect(shared, client, summary.Id),
  }));
  const networks = await networkList(op, client);
  io.stdout.write(`${projectText(projectOfContainers(flags.name, containers, networks), flags.format)}\n`);
});

/** Those with one of the names, then those with one of the ids. @throws ComposeError where there is none */
async function containersNamed(op: Op, client: Client, refs: readonly string[]): Promise<ContainerSummary[]> {
  const lists = [
    await containerList(op, client, { all: true, filters: { name: refs } }),
    await containerList(op, client, { all: true, filters: { id: refs } }),
  ];
  const found = new Map(lists.flat().map((summary) => [summary.Id, summary]));
  if (found.size === 0) throw new ComposeError(`no container(s) found with the following name(s): ${refs.join(",")}`);
  return [...found.values()];
}
