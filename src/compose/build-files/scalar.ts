import { type ComposeValue, Timestamp } from "./value.ts";

const words: ReadonlyMap<string, ComposeValue> = new Map<string, ComposeValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
]);

const integer = /^([-+]?)(?:0b([01]+)|0o([0-7]+)|0x([0-9a-fA-F]+)|0([0-7]+)|(\d+))$/;
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?)?$/;
/** No number of 64 bits has more digits. */
const longestInteger = 70;

/** What a plain scalar stands for. Octal numbers may begin with a single zero, as in YAML 1.1. */
export function plainScalar(text: string): ComposeValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  const digits = text.replaceAll("_", "");
  const [, sign, binary, octal, hex, oldOctal, plain] = integer.exec(digits) ?? [];
  if (sign !== undefined && digits.length <= longestInteger) {
    const value = integerOf(binary, octal ?? oldOctal, hex, plain);
    const signed = sign === "-" ? -value : value;
    if (signed >= -(2n ** 63n) && signed < 2n ** 64n)
      return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }
  if (decimal.test(digits)) return Number(digits);
  return timestamp.test(text) ? new Timestamp(text) : text;
}

function integerOf(
  binary: string | undefined,
  octal: string | undefined,
  hex: string | undefined,
  plain: string | undefined,
): bigint {
  if (binary !== undefined) return BigInt(`0b${binary}`);
  if (octal !== undefined) return BigInt(`0o${octal}`);
  return hex === undefined ? BigInt(plain!) : BigInt(`0x${hex}`);
}
