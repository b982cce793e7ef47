import { parseDuration } from "#base/duration.ts";
import { EngineError } from "#base/errors.ts";
import { quote } from "#base/strconv.ts";
import { stringValue } from "../value/value.ts";
import { ofTexts } from "./arguments.ts";
import { FunctionError, type HclFunction } from "./function.ts";

/** A time as it was written: what a clock of its zone shows, and how far the zone is ahead. */
interface Timestamp {
  /** The clock of the zone, as if it were that of UTC. */
  readonly clock: Date;
  readonly offsetMinutes: number;
  readonly nanoseconds: number;
}

const layout: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\d{4}/, "year"],
  [/^-/, "-"],
  [/^\d{2}/, "month"],
  [/^-/, "-"],
  [/^\d{2}/, "day of month"],
  [/^T/, "T"],
  [/^\d{2}/, "hour"],
  [/^:/, ":"],
  [/^\d{2}/, "minute"],
  [/^:/, ":"],
  [/^\d{2}/, "second"],
  [/^(?:[.,]\d+)?/, "fraction"],
  [/^(?:Z|[+-]\d{2}:\d{2})/, "UTC offset"],
];
const mostOf: Readonly<Record<string, readonly [number, number]>> = {
  month: [1, 12],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
};

function parseTimestamp(text: string): Timestamp {
  const parts: Record<string, string> = {};
  let rest = text;
  for (const [pattern, what] of layout) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) throw refused(what, rest);
    const [least, most] = mostOf[what] ?? [-Infinity, Infinity];
    const after = rest.slice(found.length);
    // A number out of its range is told by what follows it.
    if (!(Number(found) >= least && Number(found) <= most) && mostOf[what] !== undefined) throw refused(what, after);
    parts[what] = found;
    rest = after;
  }
  if (rest !== "") throw refused("timestamp segment", rest);
  return assembled(parts);
}

function refused(what: string, rest: string): FunctionError {
  const say = (message: string): FunctionError => new FunctionError(`not a valid RFC3339 timestamp: ${message}`);
  if (what === "T") return say("missing required time introducer 'T'");
  if (what === ":" || what === "-")
    return say(
      rest === "" ? `end of string where "${what}" is expected` : `found ${quote(rest)} where "${what}" is expected`,
    );
  return say(rest === "" ? `end of string before ${what}` : `cannot use ${quote(rest)} as ${what}`);
}

function assembled(parts: Readonly<Record<string, string>>): Timestamp {
  const number = (what: string): number => Number(parts[what]);
  const clock = new Date(Date.UTC(2000, 0, 1, number("hour"), number("minute"), number("second")));
  clock.setUTCFullYear(number("year"), number("month") - 1, number("day of month"));
  if (clock.getUTCMonth() !== number("month") - 1 || number("day of month") === 0)
    throw new FunctionError("not a valid RFC3339 timestamp: day out of range");
  const zone = parts["UTC offset"]!;
  const [hours, minutes] = zone === "Z" ? [0, 0] : [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  const offset = (hours * 60 + minutes) * (zone.startsWith("-") ? -1 : 1);
  const nanoseconds = Number(parts["fraction"]!.slice(1, 10).padEnd(9, "0"));
  return { clock, offsetMinutes: offset, nanoseconds };
}

const two = (value: number): string => String(value).padStart(2, "0");

function zoneText(offsetMinutes: number, separator: string): string {
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

function rfc3339({ clock, offsetMinutes }: Timestamp): string {
  const shown = clock.toISOString().slice(0, 19);
  return shown + (offsetMinutes === 0 ? "Z" : zoneText(offsetMinutes, ":"));
}

const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

type Forms = Readonly<Record<number, (time: Timestamp) => string>>;

const numeric = (read: (clock: Date) => number): Forms => ({
  1: ({ clock }) => String(read(clock)),
  2: ({ clock }) => two(read(clock)),
});
const half = (before: string, after: string): Forms => ({
  2: ({ clock }) => (clock.getUTCHours() < 12 ? before : after),
});

/** What each letter means, by how often it stands, and what is said where it stands another number of times. */
const verbs: Readonly<Record<string, readonly [Forms, string]>> = {
  Y: [
    {
      2: ({ clock }) => two(clock.getUTCFullYear() % 100),
      4: ({ clock }) => String(clock.getUTCFullYear()).padStart(4, "0"),
    },
    'year must either be "YY" or "YYYY"',
  ],
  M: [
    {
      ...numeric((clock) => clock.getUTCMonth() + 1),
      3: ({ clock }) => months[clock.getUTCMonth()]!.slice(0, 3),
      4: ({ clock }) => months[clock.getUTCMonth()]!,
    },
    'month must be "M", "MM", "MMM", or "MMMM"',
  ],
  D: [numeric((clock) => clock.getUTCDate()), 'day of month must either be "D" or "DD"'],
  E: [
    { 3: ({ clock }) => weekdays[clock.getUTCDay()]!.slice(0, 3), 4: ({ clock }) => weekdays[clock.getUTCDay()]! },
    'day of week must either be "EEE" or "EEEE"',
  ],
  h: [numeric((clock) => clock.getUTCHours()), '24-hour must either be "h" or "hh"'],
  H: [numeric((clock) => clock.getUTCHours() % 12 || 12), '12-hour must either be "H" or "HH"'],
  A: [half("AM", "PM"), 'must be "AA"'],
  a: [half("am", "pm"), 'must be "aa"'],
  m: [numeric((clock) => clock.getUTCMinutes()), 'minute must either be "m" or "mm"'],
  s: [numeric((clock) => clock.getUTCSeconds()), 'second must either be "s" or "ss"'],
  Z: [
    {
      1: ({ offsetMinutes }) => (offsetMinutes === 0 ? "Z" : zoneText(offsetMinutes, ":")),
      3: ({ offsetMinutes }) => (offsetMinutes === 0 ? "UTC" : zoneText(offsetMinutes, "")),
      4: ({ offsetMinutes }) => zoneText(offsetMinutes, ""),
      5: ({ offsetMinutes }) => zoneText(offsetMinutes, ":"),
    },
    "timezone must be Z, ZZZZ, or ZZZZZ",
  ],
};

const formatPart = /''|'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+/g;

function formatDate(format: string, text: string): string {
  let time: Timestamp;
  try {
    time = parseTimestamp(text);
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError(error.message, 1) : error;
  }
  return [...format.matchAll(formatPart)].map(([part, letter]) => shownPart(part, letter, time)).join("");
}

function shownPart(part: string, letter: string | undefined, time: Timestamp): string {
  if (part === "''") return "'";
  if (part.startsWith("'")) {
    if (part.length === 1 || !part.endsWith("'")) throw new FunctionError("unterminated literal '", 0);
    return part.slice(1, -1).replaceAll("''", "'");
  }
  if (letter === undefined) return part;
  const verb = verbs[letter];
  if (verb === undefined) throw new FunctionError(`invalid date format verb ${quote(part)}`, 0);
  const form = verb[0][part.length];
  if (form === undefined) throw new FunctionError(`invalid date format verb ${quote(part)}: ${verb[1]}`, 0);
  return form(time);
}

function timeAdd(text: string, duration: string): string {
  const { clock, offsetMinutes, nanoseconds } = parseTimestamp(text);
  const added = BigInt(nanoseconds) + durationOf(duration);
  const milliseconds =
    clock.getTime() + Number((added - (((added % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  const moved = new Date(Math.floor(milliseconds / 1000) * 1000);
  return rfc3339({ clock: moved, offsetMinutes, nanoseconds: 0 });
}

function durationOf(text: string): bigint {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof EngineError) throw new FunctionError(error.message);
    throw error;
  }
}

export const dateFunctions: Readonly<Record<string, HclFunction>> = {
  formatdate: ofTexts(["format", "time"], (format, time) => stringValue(formatDate(format!, time!))),
  timeadd: ofTexts(["timestamp", "duration"], (time, duration) => stringValue(timeAdd(time!, duration!))),
};

/** The time in seconds of UTC. */
export const timestampText = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;
