import { isPrintable, quote } from "#base/strconv.ts";
import { padded, type Verb, wrongVerb } from "./format-value.ts";
import { isUnsigned } from "./type.ts";
import type { Value } from "./value.ts";

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

/** An integer by a verb. */
export function formatInteger(value: Value, number: bigint, verb: Verb): string {
  const { letter, goSyntax } = verb;
  if (letter === "v" && goSyntax && isUnsigned(value.kind)) return digitsText(number, 16, { ...verb, sharp: true });
  const base = bases[letter];
  if (base !== undefined) return digitsText(number, base, verb);
  switch (letter) {
    case "c":
      return padded(charOf(number), verb);
    case "q":
      return padded(quote(charOf(number), { mark: "'", ascii: verb.plus }), verb);
    case "U":
      return padded(codeText(BigInt.asUintN(64, number), verb), { ...verb, zero: false });
    default:
      return wrongVerb(value, verb);
  }
}

/** `U+0041`; with `#` its character too, if it can be seen. */
function codeText(number: bigint, { precision = 0, sharp }: Verb): string {
  const hex = number.toString(16).toUpperCase().padStart(Math.max(4, precision), "0");
  const char = charOf(number);
  const isShown = sharp && number <= 0x10ffffn && BigInt(char.codePointAt(0) ?? 0) === number && isPrintable(char);
  return `U+${hex}${isShown ? ` '${char}'` : ""}`;
}

function charOf(number: bigint): string {
  const isPoint = number >= 0n && number <= 0x10ffffn && !(number >= 0xd800n && number < 0xe000n);
  return isPoint ? String.fromCodePoint(Number(number)) : "\ufffd";
}

function digitsText(number: bigint, base: number, verb: Verb): string {
  const { letter, precision, width, sharp } = verb;
  const sign = number < 0n ? "-" : verb.plus ? "+" : verb.space ? " " : "";
  const filled = { ...verb, zero: false };
  if (precision === 0 && number === 0n) return padded("", filled);
  let digits = (number < 0n ? -number : number).toString(base);
  if (precision !== undefined) digits = digits.padStart(precision, "0");
  else if (verb.zero && !verb.minus && width !== undefined) digits = digits.padStart(width - sign.length, "0");
  if (sharp && base === 2) digits = `0b${digits}`;
  if (sharp && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  if (sharp && base === 16) digits = `0x${digits}`;
  if (letter === "O") digits = `0o${digits}`;
  return padded(sign + (letter === "X" ? digits.toUpperCase() : digits), filled);
}
