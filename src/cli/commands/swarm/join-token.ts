import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { swarmInspect } from "#client/swarm-inspect.ts";
import { swarmUpdate } from "#client/swarm-update.ts";
import { systemInfo } from "#client/system-info.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { joinText, type SwarmRole } from "../../swarm/instructions.ts";

export const command = {
  usage: "[OPTIONS] (worker|manager)",
  arguments: exactly(1),
  flags: {
    quiet: bool({ short: "q", usage: "Only show the token" }),
    rotate: bool({ usage: "Rotate the token: make another" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [role = ""] }) => {
  if (role !== "worker" && role !== "manager") throw new Error(`unknown role ${role}`);
  if (flags.rotate) {
    await rotate(op, client, role);
    if (!flags.quiet) io.stdout.write(`Successfully rotated ${role} join token.\n\n`);
  }
  const { JoinTokens } = await swarmInspect(op, client);
  if (flags.quiet) return io.stdout.write(`${role === "worker" ? JoinTokens.Worker : JoinTokens.Manager}\n`);
  const { Swarm } = await systemInfo(op, client);
  const { NodeID = "" } = (Swarm ?? {}) as { readonly NodeID?: string };
  io.stdout.write(await joinText(op, client, { node: NodeID, role }));
});

async function rotate(op: Op, client: Client, role: SwarmRole): Promise<void> {
  const swarm = await swarmInspect(op, client);
  const which = role === "worker" ? { workerToken: true } : { managerToken: true };
  await swarmUpdate(op, client, swarm, { spec: swarm.Spec, ...which });
}
