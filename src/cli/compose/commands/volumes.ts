import type { Volume } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { volumeList } from "#client/volume-list.ts";
import { ComposeError } from "#compose/errors.ts";
import { labels } from "#compose/labels.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { volumeListing } from "../../format/volume-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectOrName } from "../lifecycle/project-or-name.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    format: string({ usage: formatHelp, default: "table" }),
    quiet: bool({ short: "q", usage: "Only display volume names" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const { name, project } = await projectOrName(op, invocation, args);
  const unknown = args.find((service) => project?.services.has(service) === false);
  if (unknown !== undefined) throw new ComposeError(`no such service: ${unknown}`);
  const rows = await projectVolumes(op, client, name, args);
  if (flags.quiet) return io.stdout.write(rows.map(({ Name }) => `${Name}\n`).join(""));
  await printRows(io.stdout, volumeListing, { rows, format: flags.format, columns: ["Driver", "Name"] });
});

/** The project's volumes; with services, those that their running containers use. */
async function projectVolumes(op: Op, client: Client, project: string, services: readonly string[]): Promise<Volume[]> {
  const filters = { label: [`${labels.project}=${project}`] };
  const [{ Volumes }, containers] = await Promise.all([
    volumeList(op, client, { filters }),
    services.length === 0 ? [] : containerList(op, client, { filters }),
  ]);
  const own = [...(Volumes ?? [])];
  if (services.length === 0) return own;
  const chosen = containers.filter(({ Labels }) => services.includes(Labels?.[labels.service] ?? ""));
  const used = new Set(chosen.flatMap(({ Mounts }) => (Mounts ?? []).map(({ Name = "" }) => Name)));
  return own.filter(({ Name }) => used.has(Name));
}
