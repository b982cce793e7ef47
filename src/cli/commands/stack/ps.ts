import { objectList } from "#client/object-list.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { printTasks, taskFlags } from "../../swarm/print-tasks.ts";
import { checkStackName, ofStack } from "../../swarm/stack.ts";

export const command = { usage: "[OPTIONS] STACK", arguments: exactly(1), flags: taskFlags } satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [stack = ""] }) => {
  checkStackName(stack);
  const filters = ofStack(stack, flags.filter);
  const tasks = await objectList<SwarmTask>(op, client, "tasks", { filters });
  if (tasks.length === 0) throw new Error(`nothing found in stack: ${stack}`);
  const { format, quiet } = flags;
  const options = { format, quiet, resolve: !flags["no-resolve"], truncate: !flags["no-trunc"] };
  await printTasks(op, io, client, { ...options, tasks });
});
