import { type BigFloat, bitLength } from "./big-float.ts";

/** Decimal digits without zeros at their end, and where the point stands: `0.digits * 10^point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

function decimalOf(mantissa: bigint, exponent: number): Decimal {
  const exact = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = exact.toString();
  const digits = text.replace(/0+$/, "");
  return digits === "" ? { digits, point: 0 } : { digits, point: text.length + Math.min(0, exponent) };
}

function roundedUp({ digits, point }: Decimal, count: number): Decimal {
  let at = count;
  while (at > 0 && digits[at - 1] === "9") at -= 1;
  if (at === 0) return { digits: "1", point: point + 1 };
  return { digits: digits.slice(0, at - 1) + String(Number(digits[at - 1]) + 1), point };
}

function roundedDown({ digits, point }: Decimal, count: number): Decimal {
  const kept = digits.slice(0, count).replace(/0+$/, "");
  return { digits: kept, point: kept === "" ? 0 : point };
}

function roundedTo(decimal: Decimal, count: number): Decimal {
  if (count < 0) return { digits: "", point: 0 };
  if (count >= decimal.digits.length) return decimal;
  const next = decimal.digits[count]!;
  const isTie = next === "5" && count + 1 === decimal.digits.length;
  const isUp = isTie ? count > 0 && Number(decimal.digits[count - 1]) % 2 === 1 : next >= "5";
  return isUp ? roundedUp(decimal, count) : roundedDown(decimal, count);
}

/** The fewest digits that still read back as the same number of that precision. */
function shortest(value: BigFloat): Decimal {
  const whole = decimalOf(value.mantissa, value.exponent);
  if (whole.digits === "") return whole;
  const shift = value.precision + 1 - bitLength(value.mantissa);
  const mantissa = value.mantissa << BigInt(shift);
  const exponent = value.exponent - shift;
  const lower = decimalOf(mantissa - 1n, exponent).digits;
  const upper = decimalOf(mantissa + 1n, exponent).digits;
  const isInclusive = (mantissa & 2n) === 0n;
  for (let at = 0; at < whole.digits.length; at += 1) {
    const [low, digit, high] = [lower[at] ?? "0", whole.digits[at]!, upper[at] ?? "0"];
    const mayDown = low !== digit || (isInclusive && at + 1 === lower.length);
    const mayUp = digit !== high && (isInclusive || Number(digit) + 1 < Number(high) || at + 1 < upper.length);
    if (mayDown && mayUp) return roundedTo(whole, at + 1);
    if (mayDown) return roundedDown(whole, at + 1);
    if (mayUp) return roundedUp(whole, at + 1);
  }
  return whole;
}

function plain({ digits, point }: Decimal, fraction: number): string {
  const before = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (fraction <= 0) return before;
  const after = point > 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${before}.${after.slice(0, fraction).padEnd(fraction, "0")}`;
}

function scientific({ digits, point }: Decimal, fraction: number, letter: string): string {
  const exponent = digits === "" ? 0 : point - 1;
  const after = fraction > 0 ? `.${digits.slice(1, 1 + fraction).padEnd(fraction, "0")}` : "";
  const size = Math.abs(exponent).toString().padStart(2, "0");
  return `${digits[0] ?? "0"}${after}${letter}${exponent < 0 ? "-" : "+"}${size}`;
}

export type NumberVerb = "e" | "E" | "f" | "g" | "G";

/** The number in a form of Go's: `f` plain, `e` with an exponent, `g` the shorter; without digits, with the fewest. */
export function numberText(value: BigFloat, verb: NumberVerb = "f", digits?: number): string {
  const sign = value.isNegative ? "-" : "";
  if (value.isInfinite) return `${sign === "" ? "+" : "-"}Inf`;
  return sign + unsigned(value, verb, digits);
}

function unsigned(value: BigFloat, verb: NumberVerb, wanted: number | undefined): string {
  const exact = wanted === undefined ? shortest(value) : decimalOf(value.mantissa, value.exponent);
  const letter = verb === "E" || verb === "G" ? "E" : "e";
  if (verb === "f") {
    const fraction = wanted ?? Math.max(exact.digits.length - exact.point, 0);
    return plain(wanted === undefined ? exact : roundedTo(exact, exact.point + fraction), fraction);
  }
  if (verb === "e" || verb === "E") {
    const fraction = wanted ?? exact.digits.length - 1;
    return scientific(wanted === undefined ? exact : roundedTo(exact, 1 + fraction), fraction, letter);
  }
  return general(exact, wanted, letter);
}

function general(exact: Decimal, wanted: number | undefined, letter: string): string {
  const count = wanted === 0 ? 1 : wanted;
  const decimal = count === undefined ? exact : roundedTo(exact, count);
  let most = count ?? 6;
  if (count !== undefined && most > decimal.digits.length && decimal.digits.length >= decimal.point)
    most = decimal.digits.length;
  const exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= most) return scientific(decimal, Math.max(decimal.digits.length - 1, 0), letter);
  return plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
}
