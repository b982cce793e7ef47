import { binaryExponent, hexadecimal } from "./binary-float.ts";
import { type Decimal, exactDecimal, exponentText, fixedText, rounded } from "./exact-decimal.ts";
import { padded, type Verb, wrongVerb } from "./format-value.ts";
import type { Complex, Value } from "./value.ts";

/** A float by a verb. */
export function formatFloat(value: Value, number: number, verb: Verb): string {
  const { letter } = verb;
  if (!"vbxXeEfFgG".includes(letter)) return wrongVerb(value, verb);
  const isNegative = number < 0 || Object.is(number, -0);
  const sign = isNegative ? "-" : verb.plus ? "+" : verb.space ? " " : "";
  if (!Number.isFinite(number)) {
    const text = Number.isNaN(number) ? "NaN" : "Inf";
    return padded((Number.isNaN(number) ? sign : sign || "+") + text, { ...verb, zero: false });
  }
  const text = floatText(Math.abs(number), letter.toLowerCase(), verb.precision);
  const pointed = verb.sharp && letter !== "b" ? withPoint(text, verb) : text;
  const shown = "EGX".includes(letter) ? pointed.toUpperCase() : pointed;
  const zeros = verb.zero && !verb.minus ? Math.max(0, (verb.width ?? 0) - sign.length - shown.length) : 0;
  return padded(sign + "0".repeat(zeros) + shown, { ...verb, zero: false });
}

/** A complex number by a verb: both its parts, the second with its sign. */
export function formatComplex(value: Value, { real, imaginary }: Complex, verb: Verb): string {
  if (!"vbxXeEfFgG".includes(verb.letter)) return wrongVerb(value, verb);
  return `(${formatFloat(value, real, verb)}${formatFloat(value, imaginary, { ...verb, plus: true })}i)`;
}

/** With `#` there is a point, and the zeros stay behind it of the verbs that otherwise leave them out. */
function withPoint(text: string, { letter, precision }: Verb): string {
  const isHex = letter === "x" || letter === "X";
  const at = text.search(isHex ? /p/ : /e/);
  const number = at < 0 ? text : text.slice(0, at);
  const tail = at < 0 ? "" : text.slice(at);
  const wanted = "vgGx".includes(letter) ? (precision ?? 6) : 0;
  // Go takes the mark of a hexadecimal number for one of its digits.
  const significant = number.replace(".", "").replace(/^0+/, "").length;
  const hasPoint = number.includes(".");
  const zeros = wanted - significant - (!hasPoint && number === "0" ? 1 : 0);
  return number + (hasPoint ? "" : ".") + "0".repeat(Math.max(0, zeros)) + tail;
}

function floatText(number: number, letter: string, precision: number | undefined): string {
  if (letter === "b") return binaryExponent(number);
  if (letter === "x") return hexadecimal(number, precision);
  const decimal = exactDecimal(number);
  if (letter === "f") return fixedText(decimal, precision ?? 6);
  if (letter === "e") return exponentText(decimal, precision ?? 6);
  return general(precision === undefined ? shortest(number) : rounded(decimal, Math.max(1, precision)), precision);
}

/** The fewest digits that give the number back. */
function shortest(number: number): Decimal {
  const [mantissa = "", power = "0"] = number.toExponential().split("e");
  return number === 0 ? exactDecimal(0) : { digits: mantissa.replace(".", ""), point: Number(power) + 1 };
}

/** Has an exponent where that is below -4 or not below the precision, which is 6 where none was asked for. */
function general(decimal: Decimal, precision: number | undefined): string {
  const { digits, point } = decimal;
  const exponent = digits === "" ? 0 : point - 1;
  if (exponent < -4 || exponent >= Math.max(1, precision ?? 6)) return exponentText(decimal, digits.length - 1);
  return fixedText(decimal, Math.max(0, digits.length - point));
}
