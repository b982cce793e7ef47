import type { FunctionTable, TemplateFunction } from "./execute.ts";
import { jsonText, printValue } from "./print.ts";
import { sprintf } from "./printf.ts";
import { GoNil, isMap, isTrue, noValue, typeName } from "./value.ts";

function takes(least: number, most: number | undefined, call: (...args: never[]) => unknown): TemplateFunction {
  return { least, ...(most === undefined ? {} : { most }), call: (args) => call(...(args as never[])) };
}

/** Go's own functions. @see https://pkg.go.dev/text/template#hdr-Functions */
const standard: FunctionTable = {
  and: takes(1, undefined, (value: unknown) => value),
  or: takes(1, undefined, (value: unknown) => value),
  not: takes(1, 1, (value: unknown) => !isTrue(value)),
  len: takes(1, 1, lengthOf),
  index: takes(1, undefined, indexOf),
  slice: takes(1, 4, sliceOf),
  print: takes(0, undefined, (...args: unknown[]) => printAll(args)),
  printf: takes(1, undefined, (format: unknown, ...args: unknown[]) => sprintf(String(format), args)),
  println: takes(0, undefined, (...args: unknown[]) => `${args.map(printValue).join(" ")}\n`),
  eq: takes(2, undefined, (first: unknown, ...rest: unknown[]) => rest.some((other) => isEqual(first, other))),
  ne: takes(2, 2, (a: unknown, b: unknown) => !isEqual(a, b)),
  lt: takes(2, 2, (a: unknown, b: unknown) => compare(a, b) < 0),
  le: takes(2, 2, (a: unknown, b: unknown) => compare(a, b) <= 0),
  gt: takes(2, 2, (a: unknown, b: unknown) => compare(a, b) > 0),
  ge: takes(2, 2, (a: unknown, b: unknown) => compare(a, b) >= 0),
  html: takes(0, undefined, (...args: unknown[]) => escapeHtml(printAll(args))),
  js: takes(0, undefined, (...args: unknown[]) => escapeJs(printAll(args))),
  urlquery: takes(0, undefined, (...args: unknown[]) => escapeQuery(printAll(args))),
};

/** Docker's additions. */
const added: FunctionTable = {
  json: takes(1, 1, jsonText),
  split: takes(2, 2, (text: string, separator: string) => (separator === "" ? [...text] : text.split(separator))),
  join: takes(2, 2, (parts: unknown, separator: string) => join(parts, separator)),
  title: takes(1, 1, (text: string) =>
    text.replace(/(^|\s)(\p{L})/gu, (_, gap: string, letter: string) => gap + letter.toUpperCase()),
  ),
  lower: takes(1, 1, (text: string) => text.toLowerCase()),
  upper: takes(1, 1, (text: string) => text.toUpperCase()),
  pad: takes(3, 3, (text: string, before: number, after: number) =>
    text === "" ? text : " ".repeat(before) + text + " ".repeat(after),
  ),
  truncate: takes(2, 2, (text: string, length: number) => (text.length < length ? text : text.slice(0, length))),
};

export const dockerFunctions: FunctionTable = { ...standard, ...added };

function join(parts: unknown, separator: string): string {
  return Array.isArray(parts) ? parts.map(printValue).join(separator) : "";
}

/** Spaces stand between values of which neither is text. */
function printAll(args: readonly unknown[]): string {
  return args
    .map((arg, index) => {
      const before = args[index - 1];
      const gap = index > 0 && typeof arg !== "string" && typeof before !== "string";
      return (gap ? " " : "") + printValue(arg);
    })
    .join("");
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  if (value instanceof GoNil && value.kind !== "pointer") return 0;
  if (value === null || value === noValue) throw new Error("len of nil pointer");
  throw new Error(`len of type ${typeName(value)}`);
}

function indexOf(value: unknown, ...keys: readonly unknown[]): unknown {
  let at = value;
  for (const key of keys) at = indexOnce(at, key);
  return at;
}

function indexOnce(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined || value === noValue) throw new Error("index of untyped nil");
  if (value instanceof GoNil) {
    if (value.kind === "map") return "";
    throw new Error(value.kind === "pointer" ? "index of nil pointer" : `index out of range: ${printValue(key)}`);
  }
  if (isMap(value)) {
    if (typeof key !== "string") throw new Error(`value has type ${typeName(key)}; should be string`);
    return Object.hasOwn(value, key) ? value[key] : noValue;
  }
  if (!Array.isArray(value) && typeof value !== "string")
    throw new Error(`can't index item of type ${typeName(value)}`);
  const sequence = typeof value === "string" ? new TextEncoder().encode(value) : (value as readonly unknown[]);
  return sequence[position(key, sequence.length - 1)];
}

function position(key: unknown, last: number): number {
  if (typeof key !== "number" || !Number.isInteger(key)) {
    throw new Error(`cannot index slice/array with type ${typeName(key)}`);
  }
  if (key < 0 || key > last) throw new Error(`index out of range: ${key}`);
  return key;
}

function sliceOf(value: unknown, ...bounds: readonly unknown[]): unknown {
  if (!Array.isArray(value) && typeof value !== "string")
    throw new Error(`can't slice item of type ${typeName(value)}`);
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : undefined;
  const length = bytes?.length ?? (value as readonly unknown[]).length;
  const [from = 0, to = length] = bounds.map((bound) => position(bound, length));
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return bytes === undefined
    ? (value as readonly unknown[]).slice(from, to)
    : new TextDecoder().decode(bytes.subarray(from, to));
}

function basicKind(value: unknown): "bool" | "string" | "number" | undefined {
  if (typeof value === "bigint") return "number";
  const kind = typeof value;
  return kind === "boolean" ? "bool" : kind === "string" || kind === "number" ? kind : undefined;
}

function isEqual(a: unknown, b: unknown): boolean {
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  if (kindA === undefined || kindB === undefined) {
    if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
    throw new Error(`non-comparable type ${printValue(a)}: ${typeName(a)}`);
  }
  if (kindA !== kindB) throw new Error(incompatible(a, b));
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are one Go integer.
  return a == b;
}

function isNil(value: unknown): boolean {
  return value === null || value === undefined || value === noValue || value instanceof GoNil;
}

function compare(a: unknown, b: unknown): number {
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  if (kindA === undefined || kindB === undefined || kindA === "bool") throw new Error("invalid type for comparison");
  if (kindA !== kindB) throw new Error(incompatible(a, b));
  return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
}

function incompatible(a: unknown, b: unknown): string {
  return `incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`;
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&#34;",
    "'": "&#39;",
    "\0": "\ufffd",
  };
  return text.replace(/[&<>"'\0]/g, (char) => names[char] ?? char);
}

function escapeJs(text: string): string {
  const names: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", '"': '\\"' };
  return text.replace(/[\\'"<>&=\x00-\x1f]/g, (char) => {
    return names[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
