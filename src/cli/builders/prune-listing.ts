import { humanSize } from "../format/human-size.ts";
import { alignTabs, factTabs } from "../format/tabwriter.ts";
import { createdAt, lastUsed } from "./cache-listing.ts";
import type { CacheRecord } from "./cache-record.ts";

/**
 * What `prune` removed, and its size in all. Each line is aligned for itself but the first, which is so with the titles:
 * buildx writes them as the records go.
 */
export function prunedTable(records: readonly CacheRecord[], now: number): string {
  const titles = "ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n";
  const lines = records.map((record, at) => alignTabs((at === 0 ? titles : "") + prunedLine(record, now), factTabs));
  return `${lines.join("")}${totalLine(records)}`;
}

function prunedLine(record: CacheRecord, now: number): string {
  const id = record.mutable ? `${record.id}*` : record.id;
  const size = record.shared ? `${humanSize(record.sizeBytes, 4)}*` : humanSize(record.sizeBytes, 4);
  return `${id.padEnd(40)}\t${String(!record.inUse).padEnd(5)}\t${size.padEnd(10)}\t${lastUsed(record, now)}\n`;
}

/** `--verbose`: record after record. */
export function prunedText(records: readonly CacheRecord[], now: number): string {
  const blocks = records.map((record) => alignTabs(`${factsOf(record, now).join("\n")}\n\n`, factTabs));
  return `${blocks.join("")}${totalLine(records)}`;
}

function factsOf(record: CacheRecord, now: number): string[] {
  const used = lastUsed(record, now);
  return [
    `ID:\t${record.id}`,
    ...(record.parents.length === 0 ? [] : [`Parent:\t${record.parents.join(",")}`]),
    `Created at:\t${createdAt(record)}`,
    `Mutable:\t${record.mutable}`,
    `Reclaimable:\t${!record.inUse}`,
    `Shared:\t${record.shared}`,
    `Size:\t${humanSize(record.sizeBytes, 4)}`,
    ...(record.description === "" ? [] : [`Description:\t${record.description}`]),
    `Usage count:\t${record.usageCount}`,
    ...(used === "" ? [] : [`Last used:\t${used}`]),
    ...(record.type === "" ? [] : [`Type:\t${record.type}`]),
  ];
}

function totalLine(records: readonly CacheRecord[]): string {
  const bytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return alignTabs(`Total:\t${humanSize(bytes, 4)}\n`, factTabs);
}
