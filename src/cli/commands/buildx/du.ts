import { withDeadline } from "#base/op.ts";
import { noArguments } from "../../arguments.ts";
import { askBuilder } from "../../builders/ask-builder.ts";
import { Builders, builderFlag, timeoutFlag } from "../../builders/builders.ts";
import { cacheAge } from "../../builders/cache-age.ts";
import { cacheListing, cacheSummary, cacheText } from "../../builders/cache-listing.ts";
import { type CacheRecord, cacheConditions } from "../../builders/cache-record.ts";
import { type Command, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "",
  arguments: noArguments,
  flags: {
    builder: builderFlag,
    filter: filter({ usage: 'Show only what meets the conditions (such as "type=regular")' }),
    format: string({ usage: formatHelp }),
    timeout: timeoutFlag,
    verbose: bool({ usage: "Shorthand for --format=pretty" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const columns = ["ID", "Reclaimable", "Size", "LastUsedAt"];

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.format !== "" && flags.verbose) throw new Error("--format and --verbose cannot be used together");
  const { until = [], ...conditions } = flags.filter;
  for (const age of until) cacheAge("until", age);
  new Builders(io).checkUsable(flags.builder);
  using waiting = withDeadline(op, flags.timeout / 1e6, "asking the builder");
  const { records } = await askBuilder<{ readonly records: readonly CacheRecord[] }>(waiting, client, {
    name: "usage",
  });
  const rows = records.filter(cacheConditions(conditions)).sort(bySize);
  const format = flags.verbose ? "pretty" : flags.format === "" ? "table" : flags.format;
  if (format === "pretty") io.stdout.write(cacheText(rows, io.now()));
  else {
    const listing = cacheListing({ isTable: format.startsWith("table"), now: io.now() });
    await printRows(io.stdout, listing, { rows, format, columns });
  }
  const isWhole = Object.keys(flags.filter).length === 0;
  if (isWhole && (format === "table" || format === "pretty")) io.stdout.write(cacheSummary(rows));
});

function bySize(a: CacheRecord, b: CacheRecord): number {
  return a.sizeBytes - b.sizeBytes || (a.id < b.id ? -1 : 1);
}
