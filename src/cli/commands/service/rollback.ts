import { serviceInspectText } from "#client/service-inspect.ts";
import { serviceUpdate } from "#client/service-update.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { awaitService } from "../../services/await-service.ts";
import type { SwarmService } from "../../services/service.ts";

export const command = {
  usage: "[OPTIONS] SERVICE",
  arguments: exactly(1),
  flags: {
    detach: bool({ short: "d", usage: "Do not wait until the service runs" }),
    quiet: bool({ short: "q", usage: "Show nothing while waiting" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags: { detach, quiet }, args: [ref = ""] }) => {
  const service = JSON.parse(await serviceInspectText(op, client, ref)) as SwarmService;
  const { Warnings } = await serviceUpdate(op, client, service, { spec: service.Spec, rollback: "previous" });
  for (const text of Warnings ?? []) io.stderr.write(`${text}\n`);
  io.stdout.write(`${ref}\n`);
  if (!detach) await awaitService(op, io, client, { id: ref, quiet });
});
