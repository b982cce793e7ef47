import type { Op } from "#base/op.ts";
import { parseUnsigned } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import { serviceUpdate } from "#client/service-update.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { awaitService } from "../../services/await-service.ts";
import type { SwarmService } from "../../services/service.ts";

export const command = {
  usage: "SERVICE=REPLICAS [SERVICE=REPLICAS...]",
  arguments: atLeast(1),
  flags: { detach: bool({ short: "d", usage: "Do not wait until the services run" }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  for (const text of args) checkShape(text);
  const errors: string[] = [];
  const scaled: string[] = [];
  for (const text of args) {
    const [ref = "", count = ""] = text.split("=", 2);
    try {
      await scale(op, io, client, { ref, replicas: replicasOf(count) });
      scaled.push(ref);
    } catch (error) {
      errors.push(`${ref}: ${(error as Error).message}`);
    }
  }
  if (!flags.detach) {
    for (const id of scaled) {
      await awaitService(op, io, client, { id, quiet: false }).catch((error: Error) => {
        errors.push(`${id}: ${error.message}`);
      });
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});

/** Docker's whole text, which scripts may know. */
function checkShape(text: string): void {
  if (text.split("=").length === 2) return;
  const usage = `docker service scale ${command.usage}`;
  throw new Error(
    `invalid scale specifier '${text}'.\nSee 'docker service scale --help'.\n\nUsage:  ${usage}\n\nScale one or multiple replicated services`,
  );
}

function replicasOf(text: string): number {
  try {
    return parseUnsigned(text);
  } catch (error) {
    throw new Error(`invalid replicas value ${text}: ${(error as Error).message}`);
  }
}

async function scale(
  op: Op,
  io: Io,
  client: Client,
  { ref, replicas }: { readonly ref: string; readonly replicas: number },
): Promise<void> {
  const service = JSON.parse(await serviceInspectText(op, client, ref)) as SwarmService;
  const { Replicated, ReplicatedJob } = service.Spec.Mode ?? {};
  if (Replicated !== undefined) Replicated.Replicas = replicas;
  else if (ReplicatedJob !== undefined) ReplicatedJob.TotalCompletions = replicas;
  else throw new Error("scale can only be used with replicated or replicated-job mode");
  const { Warnings } = await serviceUpdate(op, client, service, { spec: service.Spec });
  for (const text of Warnings ?? []) io.stderr.write(`${text}\n`);
  io.stdout.write(`${ref} scaled to ${replicas}\n`);
}
