import type { DiskUsage, ImageHistoryUsage } from "#api/types.gen.ts";
import type { Io } from "../io/io.ts";
import { buildCacheListing } from "./build-cache-listing.ts";
import { containerListing } from "./container-listing.ts";
import { humanSize } from "./human-size.ts";
import { firstTagRow, imageListing } from "./image-listing.ts";
import { jsonLine, type Listing, printRows } from "./table.ts";
import { volumeListing } from "./volume-listing.ts";

const columns = {
  images: ["Repository", "Tag", "ID", "CreatedSince", "Size", "SharedSize", "UniqueSize", "Containers"],
  containers: ["ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"],
  volumes: ["Name", "Links", "Size"],
  buildCache: ["ID", "CacheType", "Size", "CreatedSince", "LastUsedSince", "UsageCount", "Shared"],
};

/** Every object that takes room: four tables, or the four lists in a format. */
export async function printUsageInDetail(io: Io, usage: DiskUsage, format: string): Promise<void> {
  if (format === "" || format === "table") return printTables(io, usage);
  const lists = listsOf(io, usage, false);
  if (format === "json") return io.stdout.write(listsJson(lists));
  const { detailStruct } = await import("./usage-struct.ts");
  const { compileTemplate, runTemplate } = await import("./template.ts");
  io.stdout.write(runTemplate(compileTemplate(format.replace(/^table\s*/, "")), detailStruct(lists)));
}

async function printTables(io: Io, usage: DiskUsage): Promise<void> {
  const { Images, Containers, Volumes, BuildCache } = listsOf(io, usage, true);
  const table = async <Row>(head: string, { listing, rows }: UsageList<Row>, shown: readonly string[]) => {
    io.stdout.write(`${head}\n\n`);
    await printRows(io.stdout, listing, { rows, format: "table", columns: shown });
  };
  await table("Images space usage:", Images, columns.images);
  if (usage.ImageHistory !== undefined) io.stdout.write(historyLine(usage.ImageHistory));
  await table("\nContainers space usage:", Containers, columns.containers);
  await table("\nLocal Volumes space usage:", Volumes, columns.volumes);
  const size = (usage.BuildCache ?? []).reduce((sum, record) => (record.Shared ? sum : sum + record.Size), 0);
  await table(`\nBuild cache usage: ${humanSize(size, 4)}`, BuildCache, columns.buildCache);
}

/** What an engine of ours says besides: Docker keeps no such images, so its output has no such line. */
function historyLine({ Images: count, Size: bytes }: ImageHistoryUsage): string {
  const images = count === 1 ? "image is" : "images are";
  return `\n${count} nameless ${images} kept for a rollback: ${humanSize(bytes, 4)}\n`;
}

/** Rows and what can be shown of them. */
export interface UsageList<Row> {
  readonly listing: Listing<Row>;
  readonly rows: readonly Row[];
}

function listsOf(io: Io, usage: DiskUsage, truncate: boolean) {
  const now = io.now();
  const images = (usage.Images ?? []).map(firstTagRow);
  // Their own size alone.
  const containers = (usage.Containers ?? []).map(({ SizeRootFs: _, ...container }) => container);
  return {
    Images: list(imageListing({ truncate, now }), images),
    Containers: list(containerListing({ truncate, now }), containers),
    Volumes: list(volumeListing, usage.Volumes ?? []),
    BuildCache: list(buildCacheListing({ truncate, now }), usage.BuildCache ?? []),
  };
}

export type UsageLists = ReturnType<typeof listsOf>;

function list<Row>(listing: Listing<Row>, rows: readonly Row[]): UsageList<Row> {
  return { listing, rows };
}

export function listsJson(lists: UsageLists): string {
  const { Images, Containers, Volumes, BuildCache } = lists;
  const fields = [
    `"Images":${listJson(Images)}`,
    `"Containers":${listJson(Containers)}`,
    `"Volumes":${listJson(Volumes)}`,
    `"BuildCache":${listJson(BuildCache)}`,
  ];
  return `{${fields.join(",")}}`;
}

function listJson<Row>({ listing, rows }: UsageList<Row>): string {
  return `[${rows.map((row) => jsonLine(listing, row)).join(",")}]`;
}
