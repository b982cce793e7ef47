import { EngineError } from "#base/errors.ts";

/**
 * A binary floating-point number of a precision of its own, as HCL computes with: `(-1)^isNegative * mantissa * 2^exponent`.
 * A mantissa is odd or zero. Results have the higher precision of their operands and are rounded to the nearest even.
 */
export interface BigFloat {
  readonly isNegative: boolean;
  readonly isInfinite: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
}

/** The precision of numbers that are written down. */
export const literalPrecision = 512;
const mostExponent = 400_000;

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function trailingZeros(value: bigint): number {
  let count = 0;
  let rest = value;
  while ((rest & 0xffffffffn) === 0n) {
    rest >>= 32n;
    count += 32;
  }
  const low = Number(rest & 0xffffffffn) >>> 0;
  return count + (31 - Math.clz32(low & -low));
}

interface Parts {
  readonly isNegative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
  /** Whether the exact value is a little more than what the mantissa says. */
  readonly isMore?: boolean;
}

/** The number of those parts, rounded to its precision. */
export function rounded({ isNegative, mantissa, exponent, precision, isMore = false }: Parts): BigFloat {
  let [value, power] = [mantissa, exponent];
  const excess = bitLength(value) - precision;
  if (excess > 0) {
    const shift = BigInt(excess);
    const rest = value & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    value >>= shift;
    power += excess;
    if (rest > half || (rest === half && (isMore || (value & 1n) === 1n))) value += 1n;
  }
  if (value === 0n) return { isNegative, isInfinite: false, mantissa: 0n, exponent: 0, precision };
  const zeros = trailingZeros(value);
  power += zeros;
  if (Math.abs(power) > mostExponent) throw new EngineError("resource-exhausted", "a number is out of range");
  return { isNegative, isInfinite: false, mantissa: value >> BigInt(zeros), exponent: power, precision };
}

export function infinity(isNegative: boolean, precision = literalPrecision): BigFloat {
  return { isNegative, isInfinite: true, mantissa: 0n, exponent: 0, precision };
}

/** An integer; without a precision, as many bits as it has and 64 at least. */
export function fromInteger(value: bigint | number, precision?: number): BigFloat {
  const exact = BigInt(value);
  const mantissa = exact < 0n ? -exact : exact;
  return rounded({
    isNegative: exact < 0n,
    mantissa,
    exponent: 0,
    precision: precision ?? Math.max(bitLength(mantissa), 64),
  });
}

/** A double, with the 53 bits that it has. */
export function fromDouble(value: number): BigFloat {
  if (!Number.isFinite(value)) return infinity(value < 0, 53);
  const isNegative = value < 0 || Object.is(value, -0);
  let [scaled, exponent] = [Math.abs(value), 0];
  while (scaled !== 0 && scaled < 2 ** 52) {
    scaled *= 2;
    exponent -= 1;
  }
  while (scaled >= 2 ** 53) {
    scaled /= 2;
    exponent += 1;
  }
  return rounded({ isNegative, mantissa: BigInt(scaled), exponent, precision: 53 });
}

export function toDouble(value: BigFloat): number {
  if (value.isInfinite) return value.isNegative ? -Infinity : Infinity;
  const { mantissa, exponent } = rounded({ ...value, precision: 53 });
  const size =
    Number(mantissa) *
    2 ** Math.max(-1000, Math.min(1000, exponent)) *
    2 ** (exponent - Math.max(-1000, Math.min(1000, exponent)));
  return value.isNegative ? -size : size;
}

/** `undefined` where the number has a fraction or is infinite. */
export function toInteger(value: BigFloat): bigint | undefined {
  return value.isInfinite || value.exponent < 0 ? undefined : truncated(value);
}

/** Without its fraction. The number must be finite. */
export function truncated(value: BigFloat): bigint {
  const shift = BigInt(Math.abs(value.exponent));
  const size = value.exponent >= 0 ? value.mantissa << shift : value.mantissa >> shift;
  return value.isNegative ? -size : size;
}

const literal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const mostDecimalExponent = 100_000;

/** Reads a decimal number; `undefined` where the text is none. */
export function parseNumber(text: string): BigFloat | undefined {
  const infinite = /^([+-]?)[iI]nf$/.exec(text);
  if (infinite !== null) return infinity(infinite[1] === "-");
  const found = literal.exec(text);
  const digits = `${found?.[2] ?? ""}${found?.[3] ?? ""}`;
  if (found === null || digits === "") return undefined;
  const exponent = Number(found[4] ?? "0") - (found[3] ?? "").length;
  if (Math.abs(exponent) > mostDecimalExponent || digits.length > mostDecimalExponent)
    throw new EngineError("resource-exhausted", "a number is out of range");
  return decimal(found[1] === "-", BigInt(digits), exponent);
}

function decimal(isNegative: boolean, digits: bigint, exponent: number): BigFloat {
  const precision = literalPrecision;
  if (exponent >= 0) return rounded({ isNegative, mantissa: digits * 10n ** BigInt(exponent), exponent: 0, precision });
  return quotient(isNegative, digits, 10n ** BigInt(-exponent), 0, precision);
}

function quotient(isNegative: boolean, above: bigint, below: bigint, exponent: number, precision: number): BigFloat {
  const shift = Math.max(0, precision + 2 - (bitLength(above) - bitLength(below)));
  const scaled = above << BigInt(shift);
  const mantissa = scaled / below;
  return rounded({
    isNegative,
    mantissa: (mantissa << 1n) | (scaled % below === 0n ? 0n : 1n),
    exponent: exponent - shift - 1,
    precision,
  });
}

export function negated(value: BigFloat): BigFloat {
  return { ...value, isNegative: !value.isNegative };
}

const isZero = (value: BigFloat): boolean => !value.isInfinite && value.mantissa === 0n;

/** `undefined` for the sum of opposing infinities. */
export function sum(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  if (a.isInfinite || b.isInfinite) {
    if (a.isInfinite && b.isInfinite && a.isNegative !== b.isNegative) return undefined;
    return { ...(a.isInfinite ? a : b), precision };
  }
  if (isZero(a) || isZero(b)) {
    if (isZero(a) && isZero(b)) return { ...a, isNegative: a.isNegative && b.isNegative, precision };
    return rounded({ ...(isZero(a) ? b : a), precision });
  }
  const tops = [a, b].map((part) => part.exponent + bitLength(part.mantissa));
  if (Math.abs(tops[0]! - tops[1]!) > precision + 2) return { ...(tops[0]! > tops[1]! ? a : b), precision };
  const exponent = Math.min(a.exponent, b.exponent);
  const total = signedAt(a, exponent) + signedAt(b, exponent);
  return rounded({ isNegative: total < 0n, mantissa: total < 0n ? -total : total, exponent, precision });
}

function signedAt(value: BigFloat, exponent: number): bigint {
  const size = value.mantissa << BigInt(value.exponent - exponent);
  return value.isNegative ? -size : size;
}

/** As precise as it takes up to that of literals. `undefined` for zero times infinity. */
export function product(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  const isNegative = a.isNegative !== b.isNegative;
  if (a.isInfinite || b.isInfinite) return isZero(a) || isZero(b) ? undefined : infinity(isNegative, precision);
  const mantissa = a.mantissa * b.mantissa;
  const exact = rounded({ isNegative, mantissa, exponent: a.exponent + b.exponent, precision: literalPrecision });
  return { ...exact, precision: Math.max(precision, bitLength(exact.mantissa)) };
}

/** `undefined` for zero by zero and infinity by infinity; a number by zero is infinite. */
export function divided(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  const isNegative = a.isNegative !== b.isNegative;
  if ((isZero(a) && isZero(b)) || (a.isInfinite && b.isInfinite)) return undefined;
  if (a.isInfinite || isZero(b)) return infinity(isNegative, precision);
  if (b.isInfinite) return { ...fromInteger(0, precision), isNegative };
  return quotient(isNegative, a.mantissa, b.mantissa, a.exponent - b.exponent, precision);
}

/** Less than zero, zero, or more, as `a` is less than, equal to or more than `b`. */
export function compared(a: BigFloat, b: BigFloat): number {
  const [left, right] = [rank(a), rank(b)];
  if (left !== right || left === 0 || Math.abs(left) === 2) return left - right;
  const size = comparedSizes(a, b);
  return a.isNegative ? -size : size;
}

/** -2 and 2 for infinities, -1 and 1 for other numbers, 0 for zero. */
function rank(value: BigFloat): number {
  const size = value.isInfinite ? 2 : value.mantissa === 0n ? 0 : 1;
  return value.isNegative && size > 0 ? -size : size;
}

function comparedSizes(a: BigFloat, b: BigFloat): number {
  const tops = a.exponent + bitLength(a.mantissa) - (b.exponent + bitLength(b.mantissa));
  if (tops !== 0) return tops;
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [a.mantissa << BigInt(a.exponent - exponent), b.mantissa << BigInt(b.exponent - exponent)];
  return left < right ? -1 : left > right ? 1 : 0;
}
