import type { ContainerSummary, DiskUsage, ImageSummary, Volume } from "#api/types.gen.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";

/** A line of `system df`. */
export interface UsageRow {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
  /** Whether its share is shown too, where there is anything. */
  readonly withShare: boolean;
}

export const usageColumns = ["Type", "TotalCount", "Active", "Size", "Reclaimable"];

export const usageListing: Listing<UsageRow> = {
  typeName: "*formatter.diskUsageImagesContext",
  columns: {
    Type: { header: "TYPE", value: ({ type }) => type },
    TotalCount: { header: "TOTAL", value: ({ total }) => String(total) },
    Active: { header: "ACTIVE", value: ({ active }) => String(active) },
    Size: { header: "SIZE", value: ({ size }) => humanSize(size, 4) },
    Reclaimable: { header: "RECLAIMABLE", value: reclaimableText },
  },
};

function reclaimableText({ reclaimable, size, withShare }: UsageRow): string {
  const text = humanSize(reclaimable, 4);
  return withShare && size > 0 ? `${text} (${Math.trunc((reclaimable * 100) / size)}%)` : text;
}

/** The lines of `system df`, in Docker's order. */
export function usageRows(usage: DiskUsage): UsageRow[] {
  return [
    imagesRow(usage.Images ?? [], usage.LayersSize),
    containersRow(usage.Containers ?? []),
    volumesRow(usage.Volumes ?? []),
    buildCacheRow(usage.BuildCache ?? []),
  ];
}

function imagesRow(images: readonly ImageSummary[], size: number): UsageRow {
  const used = images.filter(({ Containers }) => Containers > 0);
  const known = images.filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1);
  const unique = sum(known.map(({ Size, SharedSize }) => Size - SharedSize));
  const counts = { total: images.length, active: used.length };
  return { type: "Images", ...counts, size, reclaimable: size - unique, withShare: true };
}

function containersRow(containers: readonly ContainerSummary[]): UsageRow {
  const isActive = ({ State }: ContainerSummary): boolean => ["running", "paused", "restarting"].includes(State);
  const idle = containers.filter((container) => !isActive(container));
  const sizes = (of: readonly ContainerSummary[]): number => sum(of.map(({ SizeRw = 0 }) => SizeRw));
  const counts = { total: containers.length, active: containers.length - idle.length };
  return { type: "Containers", ...counts, size: sizes(containers), reclaimable: sizes(idle), withShare: true };
}

function volumesRow(volumes: readonly Volume[]): UsageRow {
  const unused = volumes.filter(({ UsageData }) => (UsageData?.RefCount ?? 0) === 0);
  const sizes = (of: readonly Volume[]): number => sum(of.map(({ UsageData }) => Math.max(UsageData?.Size ?? 0, 0)));
  const counts = { total: volumes.length, active: volumes.length - unused.length };
  return { type: "Local Volumes", ...counts, size: sizes(volumes), reclaimable: sizes(unused), withShare: true };
}

function buildCacheRow(records: NonNullable<DiskUsage["BuildCache"]>): UsageRow {
  const active = records.filter(({ InUse }) => InUse);
  const own = records.filter(({ Shared }) => !Shared);
  const idle = own.filter(({ InUse }) => !InUse);
  const sizes = (of: typeof records): number => sum(of.map(({ Size }) => Size));
  const counts = { total: records.length, active: active.length };
  return { type: "Build Cache", ...counts, size: sizes(own), reclaimable: sizes(idle), withShare: false };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
