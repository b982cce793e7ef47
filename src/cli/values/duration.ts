/** Spans of time in Go's notation (`1h2m3.5s`), in nanoseconds. @see https://pkg.go.dev/time#ParseDuration */

const unitNanos: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const limitNanos = 2 ** 63;

/** Nanoseconds. @throws Error in Go's words. */
export function parseDuration(text: string): number {
  const invalid = (): Error => new Error(`time: invalid duration ${JSON.stringify(text)}`);
  const [, sign = "", body = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0;
  if (body === "") throw invalid();
  let nanos = 0;
  let rest = body;
  while (rest !== "") {
    const part = /^([0-9]*)(\.[0-9]*)?/.exec(rest);
    const number = part?.[0] ?? "";
    if (number === "" || number === ".") throw invalid();
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? "";
    if (unit === "") throw new Error(`time: missing unit in duration ${JSON.stringify(text)}`);
    const scale = unitNanos[unit];
    if (scale === undefined)
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    nanos += Math.trunc(Number(number) * scale);
    if (nanos > limitNanos) throw invalid();
    rest = rest.slice(unit.length);
  }
  return sign === "-" ? -nanos : nanos;
}

/** The text Go's Duration.String gives. */
export function formatDuration(nanos: number): string {
  if (nanos === 0) return "0s";
  const sign = nanos < 0 ? "-" : "";
  const abs = Math.abs(nanos);
  if (abs < 1e3) return `${sign}${abs}ns`;
  if (abs < 1e6) return `${sign}${abs / 1e3}µs`;
  if (abs < 1e9) return `${sign}${abs / 1e6}ms`;
  const hours = Math.floor(abs / 3600e9);
  const minutes = Math.floor((abs % 3600e9) / 60e9);
  const seconds = fixedFraction(abs % 60e9);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}

function fixedFraction(nanos: number): string {
  const whole = Math.floor(nanos / 1e9);
  const fraction = String(Math.round(nanos % 1e9))
    .padStart(9, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
}
