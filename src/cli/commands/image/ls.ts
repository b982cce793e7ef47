import { imageList } from "#client/image-list.ts";
import { atMost } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { imageListing, imageRows } from "../../format/image-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS] [REPOSITORY[:TAG]]",
  arguments: atMost(1),
  flags: {
    all: bool({ short: "a", usage: "Also show images that are only steps of others" }),
    digests: bool({ usage: "Show digests" }),
    filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
    format: string({ usage: formatHelp }),
    "no-trunc": bool({ usage: "Show everything in full length" }),
    quiet: bool({ short: "q", usage: "Show only ids" }),
    tree: bool({ usage: "Show the platforms of images as a tree" }),
  },
  aliases: ["docker image ls", "docker image list", "docker images"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  if (flags.tree) throw new ExitError(1, "not supported: --tree");
  const [name] = args;
  const filters =
    name === undefined ? flags.filter : { ...flags.filter, reference: [...(flags.filter["reference"] ?? []), name] };
  const images = await imageList(op, client, { all: flags.all, filters });
  const format = flags.format || (flags.quiet ? "" : io.config.imagesFormat) || "table";
  const digests = flags.digests || /\.Digest\b/.test(format);
  const rows = imageRows(images, { digests });
  const listing = imageListing({ truncate: !flags["no-trunc"], now: io.now() });
  if (flags.quiet && flags.format === "") {
    return io.stdout.write(rows.map((row) => `${listing.columns["ID"]?.value(row)}\n`).join(""));
  }
  const columns = ["Repository", "Tag", ...(flags.digests ? ["Digest"] : []), "ID", "CreatedSince", "Size"];
  await printRows(io.stdout, listing, { rows, format, columns });
});
