import { objectInspectText } from "#client/object-inspect.ts";
import type { SwarmNode } from "#client/swarm-types.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { printObjects } from "../../inspect/print-objects.ts";
import { inspectFlags } from "../../swarm/inspect-object.ts";
import { nodeReference } from "../../swarm/names.ts";
import { nodeText } from "../../swarm/node-text.ts";
import { printPretty } from "../../swarm/print-pretty.ts";

export const command = {
  usage: "[OPTIONS] self|NODE [NODE...]",
  arguments: atLeast(1),
  flags: inspectFlags,
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const textOf = async (ref: string): Promise<string> =>
    objectInspectText(op, client, await nodeReference(op, client, ref), { kind: "nodes" });
  if (flags.pretty) {
    return await printPretty(io, args, async (ref) => nodeText(JSON.parse(await textOf(ref)) as SwarmNode));
  }
  const find = async (ref: string) => ({ json: await textOf(ref), type: undefined });
  await printObjects(io, { refs: args, format: flags.format, find });
});
