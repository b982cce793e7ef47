import { hrtime } from "node:process";
import { EngineError } from "./errors.ts";

/** Go's zero time, which Docker shows for "never". */
export const zeroTime = "0001-01-01T00:00:00Z";

const nsPerMs = 1_000_000n;
const nsPerS = 1_000_000_000n;
let wallAnchorNs = 0n;
let monotonicAnchorNs = 0n;

/** Nanoseconds since the epoch: the wall clock, refined by the monotonic one so that two calls differ. */
export function nowNs(): bigint {
  const wall = BigInt(Date.now()) * nsPerMs;
  const fine = wallAnchorNs + hrtime.bigint() - monotonicAnchorNs;
  const drift = fine - wall;
  if (drift > -2n * nsPerMs && drift < 2n * nsPerMs) return fine;
  wallAnchorNs = wall;
  monotonicAnchorNs = hrtime.bigint();
  return wall;
}

/** `ns` since the epoch as Go's time.RFC3339Nano in UTC: trailing zeros of the fraction are left out. */
export function rfc3339Nano(ns: bigint): string {
  const fraction = ((ns % nsPerS) + nsPerS) % nsPerS;
  const seconds = (ns - fraction) / nsPerS;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -".000Z".length);
  const digits = fraction.toString().padStart(9, "0").replace(/0+$/, "");
  return digits === "" ? `${whole}Z` : `${whole}.${digits}Z`;
}

export function nowRfc3339Nano(): string {
  return rfc3339Nano(nowNs());
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|z|[+-]\d\d:\d\d)$/;

/**
 * Nanoseconds since the epoch of an RFC 3339 time.
 * @throws invalid-argument when it is not one
 */
export function parseRfc3339Nano(text: string): bigint {
  const match = rfc3339.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}${match[4]?.toUpperCase()}`);
  if (match === null || Number.isNaN(ms)) {
    throw new EngineError("invalid-argument", `parsing time ${JSON.stringify(text)} as RFC 3339: cannot parse`);
  }
  return BigInt(ms) * nsPerMs + BigInt((match[3] ?? "").padEnd(9, "0"));
}

/** Whole seconds since the epoch of an RFC 3339 time. */
export function unixSeconds(text: string): number {
  return Number(parseRfc3339Nano(text) / nsPerS);
}

/**
 * Nanoseconds of the `seconds[.fraction]` that the API takes as `since` and `until`.
 * @throws invalid-argument in the words of Go's strconv
 */
export function parseUnixTimestamp(text: string): bigint {
  const [seconds = "", fraction, more] = text.split(".");
  for (const part of fraction === undefined ? [seconds] : [seconds, fraction]) {
    if (!/^[+-]?\d+$/.test(part) || more !== undefined) {
      throw new EngineError("invalid-argument", `strconv.ParseInt: parsing ${JSON.stringify(part)}: invalid syntax`);
    }
  }
  return BigInt(seconds) * nsPerS + BigInt((fraction ?? "0").slice(0, 9).padEnd(9, "0"));
}
