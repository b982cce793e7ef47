import type { BuildRecord } from "#formats/build/build-record.ts";
import { humanAgo } from "../format/human-duration.ts";
import type { Listing } from "../format/table.ts";

/** A line of `buildx history ls`. */
export interface RecordRow {
  readonly record: BuildRecord;
  readonly name: string;
  /** `builder/node/id`. */
  readonly fullRef: string;
}

const longestName = 36;

/** @param options engineNow: milliseconds since 1970 by the engine's clock */
export function recordListing(options: {
  readonly isTable: boolean;
  readonly isShort: boolean;
  readonly now: number;
  readonly engineNow: number;
}): Listing<RecordRow> {
  const { isTable, isShort, now, engineNow } = options;
  const column = (header: string, value: (row: RecordRow) => string) => ({ header, value });
  const shownName = ({ name }: RecordRow): string => (isShort && isTable ? shortened(name) : name);
  return {
    typeName: "*history.lsContext",
    columns: {
      Ref: column("BUILD ID", ({ record }) => record.id),
      FullRef: column("", ({ fullRef }) => fullRef),
      Name: column("NAME", shownName),
      Status: column("STATUS", ({ record }) => statusOf(record)),
      CreatedAt: column("CREATED AT", ({ record }) => humanAgo(record.createdAt / 1000, now)),
      Duration: column("DURATION", ({ record }) => durationText(record, engineNow)),
      Link: column("", ({ fullRef }) => (isTable ? "" : `docker-desktop://dashboard/build/${fullRef}`)),
    },
    json: (row) => rowJson(row, shownName(row)),
  };
}

function shortened(name: string): string {
  return name.length <= longestName ? name : `..${name.slice(name.length - longestName + 2)}`;
}

function statusOf({ completedAt, error }: BuildRecord): string {
  if (completedAt === undefined) return "Running";
  return error === undefined ? "Completed" : "Error";
}

function durationText({ createdAt, completedAt }: BuildRecord, now: number): string {
  return completedAt === undefined ? `${spanText(now - createdAt)}+` : spanText(completedAt - createdAt);
}

/** Of milliseconds: `0.2s`, `1m  5s`. */
export function spanText(span: number): string {
  const seconds = span / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m ${String(Math.floor(seconds) % 60).padStart(2)}s`;
}

/** Milliseconds since 1970 in UTC as Go prints RFC 3339. */
export function utcText(time: number): string {
  return new Date(time)
    .toISOString()
    .replace(/(\.\d*?)0+Z$/, "$1Z")
    .replace(/\.Z$/, "Z");
}

function rowJson({ record, fullRef }: RecordRow, name: string): object {
  const { createdAt, completedAt, steps } = record;
  return {
    cached_steps: steps.cached,
    ...(completedAt === undefined ? {} : { completed_at: utcText(completedAt) }),
    completed_steps: steps.completed,
    created_at: utcText(createdAt),
    name,
    ref: fullRef,
    status: statusOf(record),
    total_steps: steps.total,
  };
}
