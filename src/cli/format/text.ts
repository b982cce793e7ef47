import { offsetText } from "../go-time/moment.ts";
import { localTimeZone } from "../machine/time-zone.ts";
import { localNanoTime } from "./local-timestamp.ts";
import { charWidth } from "./text-width.ts";

/** The first 12 digits of an id, without its algorithm. */
export function shortId(id: string): string {
  const at = id.indexOf(":");
  return (at < 0 ? id : id.slice(at + 1)).slice(0, 12);
}

/** At most `width` columns of a text, the last an ellipsis where something was left out. */
export function ellipsis(text: string, width: number): string {
  if (width <= 0) return "";
  const chars = [...text];
  if (width === 1) return chars[0] ?? "";
  if (chars.reduce((sum, char) => sum + charWidth(char), 0) <= width) return text;
  let out = "";
  let used = 0;
  for (const char of chars) {
    if (used + charWidth(char) > width - 1) break;
    out += char;
    used += charWidth(char);
  }
  return `${out}…`;
}

/** A time in seconds since 1970 as Go prints one: `2024-01-02 03:04:05 +0000 UTC`, in the local zone. */
export function goTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${offsetHere(date)} ${zoneName(date)}`;
}

function offsetHere(date: Date): string {
  return offsetText(-date.getTimezoneOffset(), "");
}

/** What the zone here is called at a time; its offset where it has no name. */
export function zoneName(date: Date): string {
  const known = localTimeZone().abbreviationAt(date);
  if (known !== undefined) return known;
  const offset = offsetHere(date);
  if (offset === "+0000") return "UTC";
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return /^[A-Z]+$/.test(name) ? name : offset;
}

/** An RFC 3339 time as Go prints one: `2024-01-02 03:04:05.123456789 +0000 UTC`, with the fraction that it has. */
export function goTimeNano(time: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (match === null) return time;
  const [, date, clock, zone = "Z"] = match;
  const offset = zone === "Z" ? "+0000" : zone.replace(":", "");
  return `${date} ${clock} ${offset} ${zone === "Z" ? "UTC" : offset}`;
}

/** A time in seconds since 1970 in RFC 3339, in the local zone. */
export function rfcTime(seconds: number): string {
  const { day, clock, zone } = localNanoTime(BigInt(seconds) * 1_000_000_000n);
  return `${day}T${clock}${zone}`;
}
