import { EngineError } from "./errors.ts";
import { quote } from "./strconv.ts";

const decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];
const exponents: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Go's `%.Ng` of a non-negative number. */
function general(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  const exponential = /^(.*)e\+(\d+)$/.exec(text);
  if (exponential !== null) return `${trimZeros(exponential[1] ?? "")}e+${(exponential[2] ?? "").padStart(2, "0")}`;
  return trimZeros(text);
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function scaled(sizeBytes: number, base: number, units: readonly string[]): readonly [number, string] {
  let size = sizeBytes;
  let unit = 0;
  while (size >= base && unit < units.length - 1) {
    size /= base;
    unit += 1;
  }
  return [size, units[unit] ?? ""];
}

/** Decimal size as tables show it: `1.24MB` with 3 digits (go-units HumanSizeWithPrecision). */
export function humanSize(sizeBytes: number, digits = 4): string {
  const [size, unit] = scaled(sizeBytes, 1000, decimalUnits);
  return general(size, digits) + unit;
}

/** Binary size: `1.184MiB` (go-units BytesSize). */
export function binarySize(sizeBytes: number): string {
  const [size, unit] = scaled(sizeBytes, 1024, binaryUnits);
  return general(size, 4) + unit;
}

/**
 * Bytes of `64m`, `1.5 GiB`, `100`: powers of 1024 (go-units RAMInBytes).
 * @throws invalid-argument `invalid size: 'x'` or `invalid suffix: 'x'`
 */
export function parseBinarySize(text: string): number {
  return parseSize(text, 1024);
}

/** Bytes of `64m`: powers of 1000 (go-units FromHumanSize). @throws invalid-argument */
export function parseDecimalSize(text: string): number {
  return parseSize(text, 1000);
}

function parseSize(text: string, base: number): number {
  const end = Math.max(...Array.from("0123456789. ", (digit) => text.lastIndexOf(digit)));
  const number = text.slice(0, end + 1).replace(/ $/, "");
  const suffix = text.slice(end + 1).toLowerCase();
  const size = Number(number);
  if (end === -1 || /^-(?:\d+\.?\d*|\.\d+)$/.test(number))
    throw new EngineError("invalid-argument", `invalid size: '${text}'`);
  if (!/^\+?[0-9.]+$/.test(number) || Number.isNaN(size))
    throw new EngineError("invalid-argument", `strconv.ParseFloat: parsing ${quote(number)}: invalid syntax`);
  if (suffix === "") return Math.trunc(size);
  const exponent = exponents[suffix[0] ?? ""];
  const rest = suffix.slice(1);
  if (exponent === undefined || !(rest === "" || (exponent > 0 && (rest === "b" || rest === "ib")))) {
    throw new EngineError("invalid-argument", `invalid suffix: '${suffix}'`);
  }
  return Math.trunc(size * base ** exponent);
}

/** A span of time as `ps` and `images` show it (go-units HumanDuration). */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds);
  if (whole < 1) return "Less than a second";
  if (whole === 1) return "1 second";
  if (whole < 60) return `${whole} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(seconds / 3600 / 24 / 365)} years`;
}
