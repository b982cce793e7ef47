import { parseDuration } from "./duration.ts";
import { EngineError } from "./errors.ts";
import { parseUnixTimestamp } from "./time.ts";

/**
 * Nanoseconds since 1970 of a time as filters write it: how long before `nowNs` in Go's notation, RFC 3339 or a part of
 * one (where it names no zone, in that of this machine), or seconds since 1970.
 * @throws invalid-argument in Docker's words
 */
export function parseTimestamp(text: string, nowNs: bigint): bigint {
  const ago = text === "0" ? undefined : orUndefined(() => parseDuration(text));
  if (ago !== undefined) return nowNs - ago;
  const date = orError(() => parseDate(text, layoutOf(text)));
  if (typeof date === "bigint") return date;
  if (text.includes("-")) throw date;
  const seconds = orUndefined(() => parseUnixTimestamp(text));
  if (seconds !== undefined) return seconds;
  throw invalid(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
}

/** The layout, in Go's notation, that a time of this shape is read by. */
function layoutOf(text: string): string {
  const isLocal = !(/[zZ+]/.test(text) || text.split("-").length === 4);
  const zone = isLocal ? "" : "Z07:00";
  if (text.includes(".")) return `2006-01-02T15:04:05.999999999${zone}`;
  if (!text.includes("T")) return `2006-01-02${zone}`;
  const colons = text.split(":").length - 1;
  const ofClock = isLocal || /z$/i.test(text) ? colons : Math.max(0, colons - 1);
  return `2006-01-02T${["15", "15:04"][ofClock] ?? "15:04:05"}${zone}`;
}

const elements = /2006|01|02|15|04|05|\.999999999|Z07:00|[-T:]/g;
const patterns: Readonly<Record<string, RegExp>> = {
  "2006": /^\d{4}/,
  "15": /^\d\d?/,
  "Z07:00": /^(?:Z|[+-]\d\d:\d\d)/,
};
const ranges: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  "01": ["month", 1, 12],
  "15": ["hour", 0, 23],
  "04": ["minute", 0, 59],
  "05": ["second", 0, 59],
};

/** Reads `text` element by element, as Go does: so the first that does not fit is named. */
function parseDate(text: string, layout: string): bigint {
  const found = new Map<string, string>();
  let rest = text;
  for (const [element] of layout.matchAll(elements)) {
    const value = readElement(rest, element);
    if (value === undefined)
      throw invalid(
        `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`,
      );
    const [name, least, most] = ranges[element] ?? ["", -Infinity, Infinity];
    if (name !== "" && (Number(value) < least || Number(value) > most)) throw outOfRange(text, name);
    found.set(element, value);
    rest = rest.slice(value.length);
  }
  if (rest !== "") throw invalid(`parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`);
  return instantOf(text, found);
}

/** What of `rest` is the element; a fraction may be missing, also where the layout speaks of none. */
function readElement(rest: string, element: string): string | undefined {
  if (element === ".999999999") return /^(?:\.\d+)?/.exec(rest)?.[0];
  if (/^[-T:]$/.test(element)) return rest.startsWith(element) ? element : undefined;
  return (patterns[element] ?? /^\d\d/).exec(rest)?.[0];
}

function instantOf(text: string, found: ReadonlyMap<string, string>): bigint {
  const of = (element: string): string => (found.get(element) ?? "00").padStart(2, "0");
  const day = new Date(`${of("2006")}-${of("01")}-${of("02")}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.getUTCDate() !== Number(of("02"))) throw outOfRange(text, "day");
  const zone = found.get("Z07:00") ?? "";
  const ms = Date.parse(`${of("2006")}-${of("01")}-${of("02")}T${of("15")}:${of("04")}:${of("05")}${zone}`);
  const fraction = (found.get(".999999999") ?? "").slice(1, 10).padEnd(9, "0");
  return BigInt(ms) * 1_000_000n + BigInt(fraction);
}

function outOfRange(text: string, name: string): EngineError {
  return invalid(`parsing time ${JSON.stringify(text)}: ${name} out of range`);
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

function orUndefined<T>(read: () => T): T | undefined {
  const result = orError(read);
  return result instanceof EngineError ? undefined : result;
}

function orError<T>(read: () => T): T | EngineError {
  try {
    return read();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}
