import { floatValue, Timestamp, type YamlValue } from "./value.ts";

const words: ReadonlyMap<string, YamlValue> = new Map<string, YamlValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
]);

const integer = /^([-+]?)(?:0[bB]([01]+)|0[oO]([0-7]+)|0[xX]([0-9a-fA-F]+)|0([0-7]+)|(0|[1-9]\d*))$/;
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/;
/** No number of 64 bits has more digits. */
const longestInteger = 70;

/** What a plain scalar stands for, as Go's YAML reads it: octal numbers may begin with a single zero. */
export function plainScalar(text: string): YamlValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return text;
  if (isTimestamp(text)) return new Timestamp(text);
  const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
  const [, sign, binary, octal, hex, oldOctal, plain] = integer.exec(digits) ?? [];
  if (sign !== undefined && digits.length <= longestInteger) {
    const value = integerOf(binary, octal ?? oldOctal, hex, plain);
    const signed = sign === "-" ? -value : value;
    if (signed >= -(2n ** 63n) && signed < 2n ** 64n)
      return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }
  return decimal.test(digits) && Number.isFinite(Number(digits)) ? floatValue(Number(digits)) : text;
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

function isTimestamp(text: string): boolean {
  const [, year, month, day, separator, hour, minute, second, zone] = timestamp.exec(text) ?? [];
  if (year === undefined) return false;
  if (separator !== undefined && (separator === " ") !== (zone === undefined)) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return false;
  return Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
}
