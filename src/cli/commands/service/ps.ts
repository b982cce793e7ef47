import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectList } from "#client/object-list.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import type { FilterValues } from "../../flags/filter.ts";
import type { SwarmService } from "../../services/service.ts";
import { nodeReference } from "../../swarm/names.ts";
import { printTasks, taskFlags } from "../../swarm/print-tasks.ts";

export const command = {
  usage: "[OPTIONS] SERVICE [SERVICE...]",
  arguments: atLeast(1),
  flags: taskFlags,
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const { ids, absent } = await findServices(op, client, args);
  const missing = absent.map((ref) => `no such service: ${ref}`).join("\n");
  if (ids.length === 0) throw new ExitError(1, missing);
  const filters = await nodesResolved(op, client, {
    ...flags.filter,
    service: [...(flags.filter["service"] ?? []), ...ids],
  });
  const tasks = await objectList<SwarmTask>(op, client, "tasks", { filters });
  const { format, quiet } = flags;
  const options = { format, quiet, resolve: !flags["no-resolve"], truncate: !quiet && !flags["no-trunc"] };
  await printTasks(op, io, client, { ...options, tasks });
  if (missing !== "") throw new ExitError(1, missing);
});

/** Services by id, by name, or by the beginning of their only id. @throws Error where a beginning stands for several */
async function findServices(
  op: Op,
  client: Client,
  refs: readonly string[],
): Promise<{ readonly ids: readonly string[]; readonly absent: readonly string[] }> {
  const byId = await objectList<SwarmService>(op, client, "services", { filters: { id: refs } });
  const byName = await objectList<SwarmService>(op, client, "services", { filters: { name: refs } });
  const ids: string[] = [];
  const absent: string[] = [];
  for (const ref of refs) {
    const exact = byId.find(({ ID }) => ID === ref) ?? byName.find(({ Spec }) => Spec.Name === ref);
    const begun = byId.filter(({ ID }) => ID.startsWith(ref));
    if (exact === undefined && begun.length > 1)
      throw new Error(`multiple services found with provided prefix: ${ref}`);
    const found = exact ?? begun[0];
    if (found === undefined) absent.push(ref);
    else ids.push(found.ID);
  }
  return { ids, absent };
}

async function nodesResolved(op: Op, client: Client, filters: FilterValues): Promise<FilterValues> {
  const { node } = filters;
  if (node === undefined) return filters;
  const ids: string[] = [];
  for (const ref of node) ids.push(await nodeReference(op, client, ref));
  return { ...filters, node: ids };
}
