import { EngineError } from "./errors.ts";

const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const longUnitNs: Readonly<Record<string, number>> = { ...unitNs, d: 24 * 3600e9, w: 7 * 24 * 3600e9 };

/**
 * Nanoseconds of a Go duration: `1h30m`, `-1.5s`, `0`.
 * @throws invalid-argument in the words of Go's time.ParseDuration
 */
export function parseDuration(text: string): bigint {
  return parse(text, unitNs);
}

/** The same with days (`d`) and weeks (`w`). @throws invalid-argument */
export function parseLongDuration(text: string): bigint {
  return parse(text, longUnitNs);
}

function parse(text: string, units: Readonly<Record<string, number>>): bigint {
  const quoted = JSON.stringify(text);
  const negative = text.startsWith("-");
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0n;
  if (rest === "") throw invalid(`time: invalid duration ${quoted}`);
  let total = 0n;
  while (rest !== "") {
    const match = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest);
    const [whole = "", fraction = "", unit = ""] = match?.slice(1) ?? [];
    // More digits than any number of nanoseconds that is one: a BigInt of a million would cost seconds.
    if (whole.replace(/^0+/, "").length > 19) throw invalid(`time: invalid duration ${quoted}`);
    if (whole === "" && fraction === "") throw invalid(`time: invalid duration ${quoted}`);
    if (unit === "") throw invalid(`time: missing unit in duration ${quoted}`);
    const scale = units[unit];
    if (scale === undefined) throw invalid(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    total += BigInt(whole || "0") * BigInt(scale) + BigInt(Math.trunc(Number(`0.${fraction || "0"}`) * scale));
    rest = rest.slice(match?.[0].length ?? rest.length);
  }
  if (total >= 1n << 63n) throw invalid(`time: invalid duration ${quoted}`);
  return negative ? -total : total;
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/** `ns` as Go's time.Duration prints it: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return "0s";
  const sign = ns < 0n ? "-" : "";
  const size = ns < 0n ? -ns : ns;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = decimal(size % 60_000_000_000n, 9);
  if (minutes === 0n) return `${sign}${seconds}s`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

/** `value / 10^digits` without trailing zeros. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, "0");
  const fraction = text.slice(-digits).replace(/0+$/, "");
  return text.slice(0, -digits) + (fraction === "" ? "" : `.${fraction}`);
}
