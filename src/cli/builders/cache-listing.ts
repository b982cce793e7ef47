import { humanAgo } from "../format/human-duration.ts";
import { humanSize } from "../format/human-size.ts";
import type { Listing } from "../format/table.ts";
import { alignTabs, factTabs } from "../format/tabwriter.ts";
import { goTimeNano } from "../format/text.ts";
import type { CacheRecord } from "./cache-record.ts";

/** What `buildx du` can show of a record. */
export function cacheListing(options: { readonly isTable: boolean; readonly now: number }): Listing<CacheRecord> {
  const { isTable, now } = options;
  const marked = (text: string, isMarked: boolean): string => (isTable && isMarked ? `${text}*` : text);
  const column = (header: string, value: (record: CacheRecord) => string) => ({ header, value });
  const flag = (header: string, value: (record: CacheRecord) => boolean) => ({ header, value });
  return {
    typeName: "*commands.diskusageContext",
    columns: {
      ID: column("ID", ({ id, mutable }) => marked(id, mutable)),
      Parents: {
        header: "PARENTS",
        value: ({ parents }) => `[${parents.join(" ")}]`,
        json: ({ parents }) => (parents.length === 0 ? null : parents),
      },
      CreatedAt: column("CREATED AT", createdAt),
      Mutable: flag("MUTABLE", ({ mutable }) => mutable),
      Reclaimable: flag("RECLAIMABLE", ({ inUse }) => !inUse),
      Shared: flag("SHARED", ({ shared }) => shared),
      Size: column("SIZE", ({ sizeBytes, shared }) => marked(humanSize(sizeBytes, 4), shared)),
      Description: column("DESCRIPTION", ({ description }) => description),
      UsageCount: {
        header: "USAGE COUNT",
        value: ({ usageCount }) => String(usageCount),
        json: (row) => row.usageCount,
      },
      LastUsedAt: column("LAST ACCESSED", (record) => lastUsed(record, now)),
      Type: column("TYPE", ({ type }) => type),
    },
  };
}

/** `--verbose`: record after record. */
export function cacheText(records: readonly CacheRecord[], now: number): string {
  return records
    .map((record) => {
      const used = lastUsed(record, now);
      const parents = record.parents.map((parent) => ` - ${parent}\n`).join("");
      const fields = [
        ["Created at", createdAt(record)],
        ["Mutable", record.mutable],
        ["Reclaimable", !record.inUse],
        ["Shared", record.shared],
        ["Size", humanSize(record.sizeBytes, 4)],
        ...(record.description === "" ? [] : [["Description", record.description]]),
        ["Usage count", record.usageCount],
        ...(used === "" ? [] : [["Last used", used]]),
        ...(record.type === "" ? [] : [["Type", record.type]]),
      ];
      const lines = fields.map(([label, value]) => `${label}:\t${value}\n`).join("");
      return `${verboseLines(record.id, parents, lines)}\n`;
    })
    .join("");
}

/** The lines below the parents are aligned with the first one. */
function verboseLines(id: string, parents: string, lines: string): string {
  const aligned = alignTabs(`ID:\t${id}\n${lines}`, { minWidth: 14, padding: 1 });
  if (parents === "") return aligned;
  const end = aligned.indexOf("\n") + 1;
  return `${aligned.slice(0, end)}Parents:\n${parents}${aligned.slice(end)}`;
}

/** What all takes together; shown where nothing was left out. */
export function cacheSummary(records: readonly CacheRecord[]): string {
  const sum = (of: readonly CacheRecord[]): number =>
    of.reduce((bytes, { sizeBytes }) => bytes + Math.max(0, sizeBytes), 0);
  const total = sum(records);
  const shared = sum(records.filter((record) => record.shared));
  const lines = [
    ...(shared > 0 ? [`Shared:\t${humanSize(shared, 4)}`, `Private:\t${humanSize(total - shared, 4)}`] : []),
    `Reclaimable:\t${humanSize(sum(records.filter(({ inUse }) => !inUse)), 4)}`,
    `Total:\t${humanSize(total, 4)}`,
  ];
  return alignTabs(`${lines.join("\n")}\n`, factTabs);
}

export function createdAt(record: CacheRecord): string {
  return goTimeNano(
    new Date(record.createdAt)
      .toISOString()
      .replace(/(\.\d*?)0+Z$/, "$1Z")
      .replace(/\.Z$/, "Z"),
  );
}

export function lastUsed({ lastUsedAt }: CacheRecord, now: number): string {
  return lastUsedAt === undefined ? "" : humanAgo(lastUsedAt / 1000, now);
}
