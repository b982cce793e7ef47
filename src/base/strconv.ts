import { lostByte } from "./byte-text.ts";

/** Go's strconv, as far as it is needed: the same texts accepted, the same words for the rest. */

const trueWords = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const falseWords = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** A text in quotes, as Go's `%q` writes it; with `ascii`, nothing but ASCII stands in it (`%+q`). */
export function quote(text: string, options: { readonly mark?: '"' | "'"; readonly ascii?: boolean } = {}): string {
  const { mark = '"', ascii = false } = options;
  let out = "";
  for (const char of text) out += char === mark ? `\\${char}` : quotedChar(char, ascii);
  return mark + out + mark;
}

const namedEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

function quotedChar(char: string, ascii: boolean): string {
  const named = namedEscapes[char];
  if (named !== undefined) return named;
  const byte = lostByte(char);
  if (byte !== undefined) return `\\x${byte.toString(16)}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = (width: number): string => code.toString(16).padStart(width, "0");
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`;
  if (isPrintable(char) && (code < 0x7f || !ascii)) return char;
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

/** Whether a character can be seen, as Go has it: of the spaces only the one of ASCII. */
export function isPrintable(char: string): boolean {
  return char === " " || !/[\p{C}\p{Z}]/u.test(char);
}

/** Whether a text is one of Go's words for true. */
export const isTrueWord = (text: string): boolean => trueWords.has(text);

export function syntaxError(call: string, text: string): Error {
  return new Error(`strconv.${call}: parsing ${quote(text)}: invalid syntax`);
}

export function rangeError(call: string, text: string): Error {
  return new Error(`strconv.${call}: parsing ${quote(text)}: value out of range`);
}

/** @throws Error in strconv's words. */
export function parseBool(text: string): boolean {
  const value = boolOf(text);
  if (value === undefined) throw syntaxError("ParseBool", text);
  return value;
}

/** Undefined: the text is no boolean value. */
export function boolOf(text: string): boolean | undefined {
  if (trueWords.has(text)) return true;
  return falseWords.has(text) ? false : undefined;
}

export interface IntegerOptions {
  /** 0 takes the base from the prefix (0x, 0o, 0b, 0) and allows `_`, as Go does. */
  readonly base?: 0 | 10;
  readonly bits?: 8 | 16 | 32 | 64;
}

const prefixed = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;

function magnitude(text: string, base: 0 | 10): bigint | undefined {
  if (base === 10) return /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
  if (!prefixed.test(text)) return undefined;
  const digits = text.replaceAll("_", "");
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
}

/** A signed integer; values beyond 2^53 lose their last digits. @throws Error in strconv's words. */
export function parseInteger(text: string, options: IntegerOptions = {}): number {
  const sign = text.startsWith("-") || text.startsWith("+") ? text[0] : "";
  const value = magnitude(text.slice(sign === "" ? 0 : 1), options.base ?? 10);
  if (value === undefined) throw syntaxError("ParseInt", text);
  const limit = 1n << BigInt((options.bits ?? 64) - 1);
  if (sign === "-" ? value > limit : value >= limit) throw rangeError("ParseInt", text);
  return Number(sign === "-" ? -value : value);
}

/** An integer without a sign. @throws Error in strconv's words. */
export function parseUnsigned(text: string, options: IntegerOptions = {}): number {
  const value = magnitude(text, options.base ?? 10);
  if (value === undefined) throw syntaxError("ParseUint", text);
  if (value >= 1n << BigInt(options.bits ?? 64)) throw rangeError("ParseUint", text);
  return Number(value);
}

/** strconv.Atoi. @throws Error in strconv's words. */
export function parseDecimal(text: string): number {
  try {
    return parseInteger(text, { base: 10 });
  } catch (error) {
    throw new Error((error as Error).message.replace("ParseInt", "Atoi"));
  }
}

/** A floating number with as many digits as tell it from others, as `%g` shows it: `0.1`, `1e+06`, `+Inf`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [mantissa = "", power] = value.toExponential().split("e");
  const exponent = Number(power);
  const digits = mantissa.replace(/[-.]/g, "").length;
  if (exponent >= -4 && exponent < 6) return value.toFixed(Math.max(0, digits - 1 - exponent));
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
