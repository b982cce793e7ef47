import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { BuildRecord } from "#formats/build/build-record.ts";
import { askBuilder } from "../builders/ask-builder.ts";

/** Records of an engine, newest first. */
export interface BuildRecords {
  /** The engine's clock. */
  readonly now: number;
  readonly records: readonly BuildRecord[];
}

/** How many an engine is asked for. */
const mostRecords = 50;

export interface RecordQuery {
  /** A record's id, or `^N`: the one that N others came after; empty: all. */
  readonly ref: string;
  readonly fits?: (record: BuildRecord) => boolean;
  readonly completedOnly?: boolean;
}

/** @throws Error in buildx's words */
export async function queryRecords(op: Op, client: Client, query: RecordQuery): Promise<BuildRecords> {
  const { ref, fits = () => true, completedOnly = false } = query;
  const offset = ref.startsWith("^") ? offsetOf(ref) : undefined;
  const { now, records } = await askBuilder<BuildRecords>(op, client, { name: "history" });
  const found = records.filter(
    (record) =>
      (offset !== undefined || ref === "" || record.id === ref) &&
      (!completedOnly || record.completedAt !== undefined) &&
      fits(record),
  );
  const newest = found.sort((a, b) => b.createdAt - a.createdAt).slice(0, mostRecords);
  if (offset === undefined) return { now, records: newest };
  if (offset > newest.length) throw new Error(`no completed build found with offset ${offset - newest.length}`);
  return { now, records: newest.slice(offset, offset + 1) };
}

function offsetOf(ref: string): number {
  const text = ref.slice(1);
  if (/^[+-]?\d+$/.test(text)) return Math.max(0, Number(text));
  throw new Error(
    `invalid offset ${JSON.stringify(ref)}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

/** The one that is meant. @throws Error in buildx's words when there is none */
export async function oneRecord(
  op: Op,
  client: Client,
  ref: string,
): Promise<{ readonly now: number; readonly record: BuildRecord }> {
  const { now, records } = await queryRecords(op, client, { ref });
  const [record] = records;
  if (record !== undefined) return { now, record };
  throw new Error(ref === "" ? "no records found" : `no record found for ref ${JSON.stringify(ref)}`);
}
