import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { networkInspectText } from "#client/network-inspect.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { printObjects } from "../../inspect/print-objects.ts";
import type { SwarmService } from "../../services/service.ts";
import { serviceText } from "../../services/service-text.ts";
import { inspectFlags } from "../../swarm/inspect-object.ts";
import { printPretty } from "../../swarm/print-pretty.ts";

export const command = {
  usage: "[OPTIONS] SERVICE [SERVICE...]",
  arguments: atLeast(1),
  flags: inspectFlags,
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  if (flags.pretty && flags.format !== "") throw new Error("--format is incompatible with human friendly format");
  const textOf = async (ref: string): Promise<string> => {
    try {
      return await serviceInspectText(op, client, ref, { insertDefaults: true });
    } catch (error) {
      throw isStatus(error, 404) ? new Error(`Error: no such service: ${ref}`) : error;
    }
  };
  if (flags.pretty) {
    return await printPretty(io, args, async (ref) => {
      const service = JSON.parse(await textOf(ref)) as SwarmService;
      return serviceText(service, { now: io.now(), networks: await networkNames(op, client, service) });
    });
  }
  const format = flags.format || io.config.serviceInspectFormat || "";
  await printObjects(io, { refs: args, format, find: async (ref) => ({ json: await textOf(ref), type: undefined }) });
});

/** The names of a service's networks; those that are not to be had are left out. */
async function networkNames(op: Op, client: Client, { Spec }: SwarmService): Promise<string[]> {
  const names: string[] = [];
  for (const { Target } of Spec.TaskTemplate.Networks ?? []) {
    const text = await networkInspectText(op, client, Target, { scope: "swarm" }).catch(() => undefined);
    if (text !== undefined) names.push((JSON.parse(text) as { readonly Name: string }).Name);
  }
  return names;
}
