import type { ImageSummary } from "#api/types.gen.ts";
import { imageList } from "#client/image-list.ts";
import { atMost } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { type FilterValues, filter } from "../../flags/filter.ts";
import type { FlagValues } from "../../flags/flag.ts";
import { bool, string } from "../../flags/scalars.ts";
import { imageListing, imageRows } from "../../format/image-listing.ts";
import { imageTree } from "../../format/image-tree.ts";
import { printListing } from "../../format/print-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";
import type { Io } from "../../io/io.ts";

export const command = {
  usage: "[OPTIONS] [REPOSITORY[:TAG]]",
  arguments: atMost(1),
  flags: {
    all: bool({ short: "a", usage: "Show all images (default hides intermediate images)" }),
    digests: bool({ usage: "Show digests" }),
    filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
    format: string({ usage: formatHelp }),
    "no-trunc": bool({ usage: "Don't cut anything off" }),
    quiet: bool({ short: "q", usage: "Only show ids" }),
    tree: bool({ usage: "List the platforms of images as a tree" }),
  },
  aliases: ["docker image ls", "docker image list", "docker images"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const tree = usesTree(io, flags);
  const [name = ""] = args;
  const reference = name === "" ? {} : { reference: [...(flags.filter["reference"] ?? []), name] };
  const filters: FilterValues = { ...flags.filter, ...reference };
  const found = await imageList(op, client, { all: flags.all, filters, manifests: tree });
  const images = tree && !flags.all && filters["dangling"] === undefined ? found.filter(isNamed) : found;
  if (tree) io.stdout.write(imageTree(io.stdout, images, { expanded: flags.tree }));
  else await printTable(io, images, flags);
  if (images.length === 0 && subcommands.has(name)) {
    io.stderr.write(`\nNo images found matching "${name}": did you mean "docker image ${name}"?\n`);
  }
});

type Flags = FlagValues<typeof command.flags>;

/** What may be asked for as if it were an image by who left out a word. */
const subcommands = new Set("build history import inspect list load ls prune pull push rm save tag".split(" "));

/** On a terminal, unless something is asked for that only the table can show. */
function usesTree(io: Io, flags: Flags): boolean {
  const tableOnly =
    (flags.quiet && "--quiet") ||
    (flags["no-trunc"] && "--no-trunc") ||
    (flags.digests && "--show-digest") ||
    (flags.format !== "" && "--format");
  if (tableOnly === false) return flags.tree || (io.stdout.isTerminal && !io.config.imagesFormat);
  if (flags.tree) throw new Error(`${tableOnly} is not yet supported with --tree`);
  return false;
}

function isNamed({ RepoTags, RepoDigests }: ImageSummary): boolean {
  return (RepoTags ?? []).length > 0 || (RepoDigests ?? []).length > 0;
}

async function printTable(io: Io, images: readonly ImageSummary[], flags: Flags): Promise<void> {
  const { format, quiet, digests } = flags;
  const configured = io.config.imagesFormat;
  const namesDigest = /\.Digest\b/.test(format || (quiet ? "" : (configured ?? "")));
  const rows = imageRows(images, { digests: digests || namesDigest });
  const listing = imageListing({ truncate: !flags["no-trunc"], now: io.now(), digests });
  const columns = ["Repository", "Tag", ...(digests ? ["Digest"] : []), "ID", "CreatedSince", "Size"];
  await printListing(io, listing, { rows, format, configured, quiet, columns });
}
