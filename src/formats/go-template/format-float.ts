import { binaryExponent, hexadecimal } from "./binary-float.ts";
import { padded, type Verb, wrongVerb } from "./format-value.ts";
import type { Value } from "./value.ts";

/** A float by a verb. */
export function formatFloat(value: Value, number: number, verb: Verb): string {
  const { letter } = verb;
  if (!"vbxXeEfFgG".includes(letter)) return wrongVerb(value, verb);
  const magnitude = Math.abs(number);
  const isNegative = number < 0 || Object.is(number, -0);
  const sign = isNegative ? "-" : verb.plus && letter !== "v" ? "+" : verb.space ? " " : "";
  if (!Number.isFinite(number)) {
    const text = Number.isNaN(number) ? "NaN" : "Inf";
    return padded((Number.isNaN(number) ? sign : sign || "+") + text, { ...verb, zero: false });
  }
  const text = floatText(magnitude, letter.toLowerCase(), verb.precision);
  const shown = "EGX".includes(letter) ? text.toUpperCase() : text;
  const zeros = verb.zero && !verb.minus ? Math.max(0, (verb.width ?? 0) - sign.length - shown.length) : 0;
  return padded(sign + "0".repeat(zeros) + shown, { ...verb, zero: false });
}

function floatText(number: number, letter: string, precision: number | undefined): string {
  if (letter === "b") return binaryExponent(number);
  if (letter === "x") return hexadecimal(number, precision);
  if (letter === "f") return fixed(number, precision ?? 6);
  if (letter === "e") return twoDigitExponent(exponential(number, precision ?? 6));
  if (precision === undefined) return shortest(number);
  return general(number, precision === 0 ? 1 : precision);
}

/** The fewest digits that give the number back; with an exponent from 1e6 on and below 1e-4. */
function shortest(number: number): string {
  const text = number.toExponential();
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  if (exponent < -4 || exponent >= 6) return twoDigitExponent(text);
  return plainDecimal(text);
}

function general(number: number, precision: number): string {
  const text = number.toExponential(precision - 1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  const [mantissa = ""] = text.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (exponent < -4 || exponent >= precision) return twoDigitExponent(`${short}e${exponent < 0 ? "" : "+"}${exponent}`);
  return plainDecimal(`${short}e${exponent}`);
}

/** `1.5e+2` as `150`. */
function plainDecimal(text: string): string {
  const [mantissa = "", power = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + "0".repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function twoDigitExponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, "e$10$2");
}

/** Halves go to the even digit, where JavaScript takes the larger. */
function fixed(number: number, precision: number): string {
  const digits = Math.min(precision, 100);
  if (number >= 1e21) return `${BigInt(number)}${digits === 0 ? "" : `.${"0".repeat(digits)}`}`;
  const rounded = number.toFixed(digits);
  if (digits > 60 || !isTie(number.toFixed(100), digits)) return rounded;
  const kept = number.toFixed(100).slice(0, digits === 0 ? -101 : digits - 100);
  return /[02468]$/.test(kept) ? kept : rounded;
}

function isTie(exact: string, digits: number): boolean {
  return /^50*$/.test(exact.slice(exact.indexOf(".") + 1 + digits));
}

function exponential(number: number, precision: number): string {
  return number.toExponential(Math.min(precision, 100));
}
