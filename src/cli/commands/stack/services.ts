import { objectList } from "#client/object-list.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import type { SwarmService } from "../../services/service.ts";
import { swarmListFlags } from "../../swarm/list-flags.ts";
import { printServices } from "../../swarm/print-services.ts";
import { checkStackName, ofStack } from "../../swarm/stack.ts";

export const command = { usage: "[OPTIONS] STACK", arguments: exactly(1), flags: swarmListFlags } satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [stack = ""] }) => {
  checkStackName(stack);
  const options = { filters: ofStack(stack, flags.filter), status: !flags.quiet };
  const services = await objectList<SwarmService>(op, client, "services", options);
  if (services.length === 0) return io.stderr.write(`Nothing found in stack: ${stack}\n`);
  await printServices(io, services, flags);
});
