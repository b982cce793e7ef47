import { parseDuration } from "./duration.ts";

const shapes =
  /^(\d{4}-\d{2}-\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * A time as `--since` takes it (RFC 3339 and its shortenings, seconds since 1970, or a span before `now`), as the engine takes it:
 * seconds since 1970 with nanoseconds. A text that is none of them is given back as it is.
 */
export function engineTimestamp(text: string, now: number): string {
  if (text === "") return "";
  const nanos = spanNanos(text);
  if (nanos !== undefined) return secondsText(BigInt(Math.round(now)) * 1000000n - BigInt(Math.round(nanos)));
  const match = shapes.exec(text);
  if (match === null) return text;
  const [, day = "", hour = "00", minute = "00", second = "00", fraction = "", zone = match[7] ?? ""] = match;
  const time = new Date(`${day}T${hour}:${minute}:${second}${zone}`).getTime();
  if (Number.isNaN(time)) return text;
  return `${Math.trunc(time / 1000)}.${fraction.slice(1).padEnd(9, "0").slice(0, 9)}`;
}

/** Zero is a time, not a span. */
function spanNanos(text: string): number | undefined {
  if (text === "0") return undefined;
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}

function secondsText(nanos: bigint): string {
  return `${nanos / 1000000000n}`;
}

/** `engineTimestamp` for a value that must be a time; the error names `flag` where it is given. @throws Error in Docker's words. */
export function checkedTimestamp(text: string, now: number, flag?: string): string {
  const result = engineTimestamp(text, now);
  if (result === "" || /^-?\d+(\.\d+)?$/.test(result)) return result;
  const prefix = flag === undefined ? "" : `invalid value for ${JSON.stringify(flag)}: `;
  throw new Error(`${prefix}failed to parse value as time or duration: ${JSON.stringify(text)}`);
}
