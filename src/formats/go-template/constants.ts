import { textOfBytes } from "#base/byte-text.ts";
import { quote } from "#base/strconv.ts";
import type { NumberValue } from "./ast.ts";
import type { Complex } from "./value.ts";

/** The value of a quoted text. @throws Error for one that Go's strconv does not read. */
export function unquote(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1).replaceAll("\r", "");
  return unescaped(text.slice(1, -1), '"');
}

/** The code point of a character in single quotes. @throws Error in Go's words. */
export function unquoteChar(text: string): number {
  const inner = text.slice(1, -1);
  const whole = /^(?:\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[abfnrtv\\'])|[^\\'])/u.exec(
    inner,
  )?.[0];
  if (whole === undefined) throw new Error("invalid syntax");
  const value = /^\\(?:x|[0-7])/.test(whole) ? byteOf(whole) : (unescaped(whole, "'").codePointAt(0) ?? 0);
  if (whole !== inner) throw new Error(`malformed character constant: ${text}`);
  return value;
}

const named: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
};

/** Escapes of single bytes may make up a character together. */
function unescaped(text: string, mark: '"' | "'"): string {
  return text.replace(/(?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (sequence) => {
    if (/^\\(?:x[0-9a-fA-F]{2}|[0-7]{3})/.test(sequence)) return bytesText(sequence);
    const rest = sequence.slice(1);
    if (/^[uU].+/.test(rest)) return codePoint(Number.parseInt(rest.slice(1), 16));
    const char = rest === mark ? mark : named[rest];
    if (char === undefined) throw new Error("invalid syntax");
    return char;
  });
}

function bytesText(escapes: string): string {
  const bytes = escapes.match(/\\(?:x..|...)/g) ?? [];
  return textOfBytes(Uint8Array.from(bytes, byteOf));
}

function byteOf(sequence: string): number {
  const byte = sequence[1] === "x" ? Number.parseInt(sequence.slice(2), 16) : Number.parseInt(sequence.slice(1), 8);
  if (byte > 255) throw new Error("invalid syntax");
  return byte;
}

function codePoint(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new Error("invalid syntax");
  return String.fromCodePoint(code);
}

const integer = /^[-+]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const float = /^[-+]?(?:(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9]+)?)$/;
const hexFloat = /^([-+]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([-+]?[0-9]+)$/;

/** What a number may be taken for. @throws Error in Go's words when it is none. */
export function parseNumber(text: string): NumberValue {
  const whole = parseInteger(text);
  if (whole !== undefined) return whole;
  const complex = parseComplex(text);
  if (complex !== undefined) return { complex, ...(complex.imaginary === 0 ? numbersOf(complex.real) : {}) };
  const value = parseFloat64(text);
  if (value === undefined) throw new Error(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new Error(`integer overflow: ${quote(text)}`);
  return numbersOf(value);
}

/** `2i` or `1+2i`. */
function parseComplex(text: string): Complex | undefined {
  const parts = /^(.*?[^eEpP])??([-+]?[^-+]*(?:[eEpP][-+]?[^-+]*)?)i$/.exec(text);
  const real = parseFloat64(parts?.[1] ?? "0");
  const imaginary = parseFloat64(parts?.[2] ?? "");
  return real === undefined || imaginary === undefined ? undefined : { real, imaginary };
}

function numbersOf(value: number): NumberValue {
  const exact = Number.isInteger(value) && Math.abs(value) < 2 ** 63;
  return {
    float: value,
    ...(exact ? { int: BigInt(value) } : {}),
    ...(exact && value >= 0 ? { uint: BigInt(value) } : {}),
  };
}

function parseInteger(text: string): NumberValue | undefined {
  if (!integer.test(text)) return undefined;
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = text.startsWith("-") ? -magnitude : magnitude;
  const isInt = value >= -(1n << 63n) && value < 1n << 63n;
  const isUint = value >= 0n && value < 1n << 64n && !/^[-+]/.test(text);
  if (!isInt && !isUint) return undefined;
  return {
    float: Number(value),
    ...(isInt ? { int: value } : {}),
    ...(isUint || value === 0n ? { uint: value } : {}),
  };
}

function parseFloat64(text: string): number | undefined {
  const hex = hexFloat.exec(text);
  if (hex !== null) {
    const [, sign, whole = "", fraction = "", exponent = "0"] = hex;
    const digits = (whole + fraction).replaceAll("_", "");
    if (digits === "") return undefined;
    const scale = 2 ** (Number(exponent) - 4 * fraction.replaceAll("_", "").length);
    return (sign === "-" ? -1 : 1) * Number.parseInt(digits, 16) * scale;
  }
  if (!float.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}
