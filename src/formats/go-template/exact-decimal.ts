import { partsOf } from "./binary-float.ts";

/** A number that is not negative: `0.DIGITS` times ten to `point`. The first digit is none but 0; 0 has no digits. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** All digits of a number, of which a binary fraction has a finite count. */
export function exactDecimal(number: number): Decimal {
  const { mantissa, exponent } = partsOf(number);
  if (mantissa === 0n) return { digits: "", point: 0 };
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const digits = whole.toString();
  return { digits: digits.replace(/0+$/, ""), point: digits.length + Math.min(0, exponent) };
}

/** No more than `count` digits; halves go to the even digit, as Go has it. */
export function rounded({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const kept = digits.slice(0, count);
  const isOdd = /[13579]$/.test(kept);
  const isUp = isOdd ? digits.slice(count) >= "5" : digits.slice(count) > "5";
  if (!isUp) return { digits: kept.replace(/0+$/, ""), point: count === 0 ? 0 : point };
  const more = (BigInt(kept === "" ? "0" : kept) + 1n).toString();
  return { digits: more.replace(/0+$/, ""), point: point + more.length - count };
}

/** With `precision` digits behind the point. */
export function fixedText(decimal: Decimal, precision: number): string {
  const { digits, point } = rounded(decimal, decimal.point + precision);
  const whole = digits.slice(0, Math.max(0, point)).padEnd(point, "0");
  const fraction = ("0".repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point))).padEnd(precision, "0");
  return (whole || "0") + (precision === 0 ? "" : `.${fraction.slice(0, precision)}`);
}

/** With one digit before the point, `precision` behind it, and an exponent of two digits or more. */
export function exponentText(decimal: Decimal, precision: number): string {
  const { digits, point } = rounded(decimal, precision + 1);
  const padded = digits.padEnd(precision + 1, "0");
  const exponent = digits === "" ? 0 : point - 1;
  const shown = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return `${padded[0]}${precision === 0 ? "" : `.${padded.slice(1)}`}e${shown}`;
}
