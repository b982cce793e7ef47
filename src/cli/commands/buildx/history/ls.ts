import { noArguments } from "../../../arguments.ts";
import { buildName } from "../../../build-history/build-name.ts";
import { recordFilters } from "../../../build-history/filters.ts";
import { type RecordRow, recordListing } from "../../../build-history/listing.ts";
import { queryRecords } from "../../../build-history/record.ts";
import { repositoryUrl } from "../../../build-history/repository-url.ts";
import { Builders, builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { list } from "../../../flags/lists.ts";
import { bool, string } from "../../../flags/scalars.ts";
import { printRows } from "../../../format/table.ts";
import { formatHelp } from "../../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    builder: builderFlag,
    filter: list({ usage: 'Show only what meets the condition (such as "status=error")', type: "stringArray" }),
    format: string({ usage: formatHelp, default: "table" }),
    local: bool({ usage: "List only builds of this folder's repository" }),
    "no-trunc": bool({ usage: "Don't cut names off" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const columns = ["Ref", "Name", "Status", "CreatedAt", "Duration", "Link"];

export const run = runs(command, async (op, io, client, { flags }) => {
  const builders = new Builders(io);
  builders.checkUsable(flags.builder);
  const repository = flags.local ? [`repository=${await repositoryUrl(op, process.cwd())}`] : [];
  const fits = recordFilters([...repository, ...flags.filter], io.now());
  const { now: engineNow, records } = await queryRecords(op, client, { ref: "", fits });
  const builder = io.contextName;
  const rows = records.map((record): RecordRow => {
    const state = builders.store.localState({ builder, node: builder, id: record.id });
    return { record, name: buildName(record.request, state), fullRef: `${builder}/${builder}/${record.id}` };
  });
  const running = (row: RecordRow): number => (row.record.completedAt === undefined ? 0 : 1);
  rows.sort((a, b) => running(a) - running(b) || b.record.createdAt - a.record.createdAt);
  const { format } = flags;
  const isTable = format.startsWith("table");
  const listing = recordListing({ isTable, isShort: !flags["no-trunc"], now: io.now(), engineNow });
  await printRows(io.stdout, listing, { rows, format, columns });
});
