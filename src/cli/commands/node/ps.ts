import { objectList } from "#client/object-list.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import type { FilterValues } from "../../flags/filter.ts";
import { nodeOf, nodeReference } from "../../swarm/names.ts";
import { printTasks, taskFlags } from "../../swarm/print-tasks.ts";

export const command = { usage: "[OPTIONS] [NODE...]", arguments: {}, flags: taskFlags } satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const errors: string[] = [];
  const tasks: SwarmTask[] = [];
  let filters: FilterValues = flags.filter;
  for (const ref of args.length === 0 ? ["self"] : args) {
    try {
      const node = await nodeOf(op, client, await nodeReference(op, client, ref));
      // The filter grows from node to node, as Docker's does.
      filters = { ...filters, node: [...(filters["node"] ?? []), node.ID] };
      tasks.push(...(await objectList<SwarmTask>(op, client, "tasks", { filters })));
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length === 0 || tasks.length > 0) {
    const { format, quiet } = flags;
    const options = { format, quiet, resolve: !flags["no-resolve"], truncate: !flags["no-trunc"] };
    await printTasks(op, io, client, { ...options, tasks });
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});
