import type { ProgressDetail, ProgressMessage } from "#formats/progress.ts";
import { formatDuration } from "../values/duration.ts";
import { humanSize } from "./human-size.ts";
import { rfcTime } from "./text.ts";

/** Columns from which on there is room for a bar. */
const barColumns = 110;
const timeColumns = 50;
const barLength = 50;

/** How far something is, as a bar and numbers; empty where nothing is known. `now` in milliseconds since 1970. */
export function progressText(
  detail: ProgressDetail,
  terminal: { readonly columns: number; readonly now: number },
): string {
  const { current = 0, total = 0, units = "", hidecounts = false } = detail;
  if (current <= 0 && total <= 0) return "";
  if (total <= 0) return units === "" ? humanSize(current, 4).padStart(8) : `${current} ${units}`;
  const length = Math.min(barLength, Math.trunc(Math.trunc((current / total) * 100) / 2));
  const bar = `[${"=".repeat(length)}>${" ".repeat(barLength - length)}] `;
  const left = length < barLength && terminal.columns > timeColumns ? timeLeft(detail, terminal.now) : "";
  return `${terminal.columns > barColumns ? bar : ""}${hidecounts ? "" : counts(current, total, units)}${left}`;
}

/** A total that was passed is none. */
function counts(current: number, total: number, units: string): string {
  const whole = current > total ? "" : `/${units === "" ? humanSize(total, 4) : total}`;
  return units === "" ? `${humanSize(current, 4).padStart(8)}${whole}` : `${current}${whole} ${units}`;
}

function timeLeft({ current = 0, total = 0, start = 0 }: ProgressDetail, now: number): string {
  if (current <= 0 || start <= 0) return "";
  const each = (now / 1000 - start) / current;
  return ` ${formatDuration(Math.trunc((total - current) * each) * 1e9)}`;
}

/** What a message says where nothing is drawn in place. */
export function plainProgress({ status = "", progress = "", stream = "" }: ProgressMessage): string {
  if (progress !== "") return `${status} ${progress}`;
  return stream === "" ? `${status}\n` : stream;
}

/** The time of a message, the thing it is about, and where it comes from. */
export function progressPrefix({ id = "", from = "", time = 0, timeNano = 0 }: ProgressMessage): string {
  const stamp = timeNano === 0 ? (time === 0 ? "" : stampOf(time * 1000, 0)) : stampOf(timeNano / 1e6, timeNano % 1e9);
  return `${stamp}${id === "" ? "" : `${id}: `}${from === "" ? "" : `(from ${from}) `}`;
}

function stampOf(milliseconds: number, nanos: number): string {
  const [, clock = "", zone = ""] = /^(.{19})(.*)$/.exec(rfcTime(Math.trunc(milliseconds / 1000))) ?? [];
  return `${clock}.${String(nanos).padStart(9, "0")}${zone} `;
}
