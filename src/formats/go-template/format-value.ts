import { textOfBytes } from "#base/byte-text.ts";
import { formatComplex, formatFloat } from "./format-float.ts";
import { formatInteger } from "./format-integer.ts";
import { cut, formatString } from "./format-string.ts";
import { isInteger } from "./type.ts";
import { type Complex, goString, indirect, Value } from "./value.ts";

/** A verb of Go's fmt with its flags. @see https://pkg.go.dev/fmt#hdr-Printing */
export interface Verb {
  readonly letter: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  /** `%+v`: with the names of fields. It says nothing about signs. */
  readonly withNames: boolean;
  /** `%#v`: as Go would have it in a source. */
  readonly goSyntax: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** Within what says that a verb was wrong: no method of a value is asked for its text. */
  readonly erroring?: true;
}

export const plainVerb: Verb = {
  letter: "v",
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  withNames: false,
  goSyntax: false,
  zero: false,
  width: undefined,
  precision: undefined,
};

/** What an action prints: what a pointer without a text of its own leads to, and a word for no value at all. */
export function printableValue(value: Value | undefined): Value {
  if (value === undefined) return goString("<no value>");
  if (value.kind !== "pointer" || (value.type.stringer !== undefined && !value.isNil)) return value;
  return indirect(value).value ?? goString("<no value>");
}

/** Go's Sprint: spaces stand between values of which neither is a string. */
export function sprint(args: readonly (Value | undefined)[]): string {
  return args
    .map((arg, index) => {
      const gap = index > 0 && !isString(arg) && !isString(args[index - 1]);
      return (gap ? " " : "") + formatArgument(arg, plainVerb);
    })
    .join("");
}

function isString(value: Value | undefined): boolean {
  return concrete(value)?.kind === "string";
}

function concrete(value: Value | undefined): Value | undefined {
  return value?.kind === "interface" ? concrete(value.target) : value;
}

/** One argument by a verb. */
export function formatArgument(arg: Value | undefined, verb: Verb): string {
  const value = concrete(arg);
  const { letter } = verb;
  if (value === undefined) return letter === "v" || letter === "T" ? padded("<nil>", verb) : wrongVerb(undefined, verb);
  if (letter === "T") return padded(cut(value.type.name, verb), verb);
  if (letter === "p") return formatAddress(value, verb);
  return formatDeep(value, verb, 0);
}

/** Go's words for a verb that the value does not know. */
export function wrongVerb(value: Value | undefined, verb: Verb): string {
  if (value === undefined) return `%!${verb.letter}(<nil>)`;
  return `%!${verb.letter}(${value.type.name}=${formatDeep(value, { ...verb, letter: "v", erroring: true }, 0)})`;
}

function formatDeep(value: Value, verb: Verb, depth: number): string {
  const { type, data } = value;
  if (hasOwnText(value, verb)) return formatString(type.stringer?.(value) ?? "", verb);
  if (type.source !== undefined && verb.goSyntax && verb.erroring !== true)
    return formatString(type.source(value), { ...verb, goSyntax: false, letter: "s" });
  if (isInteger(type.kind)) return formatInteger(value, data as bigint, verb);
  switch (type.kind) {
    case "bool":
      return "tv".includes(verb.letter) ? padded(String(data), verb) : wrongVerb(value, verb);
    case "float64":
      return formatFloat(value, data as number, verb);
    case "complex128":
      return formatComplex(value, data as Complex, verb);
    case "string":
      return "vsxXq".includes(verb.letter) ? formatString(data as string, verb) : wrongVerb(value, verb);
    case "interface":
      if (value.target !== undefined) return formatDeep(value.target, verb, depth + 1);
      return verb.goSyntax ? `${type.name}(nil)` : "<nil>";
  }
  // Go knows this verb for errors alone.
  if (verb.letter === "w") return wrongVerb(value, verb);
  if (type.kind === "pointer") return pointer(value, verb, depth);
  return verb.goSyntax ? composedGoSyntax(value, verb, depth) : composed(value, verb, depth);
}

function hasOwnText({ type, isNil }: Value, { erroring, goSyntax, letter }: Verb): boolean {
  if (type.stringer === undefined || erroring === true || goSyntax) return false;
  return "vsxXq".includes(letter) && !(type.kind === "pointer" && isNil);
}

/** Where a pointer leads is printed only at the top; below, it is an address. */
function pointer(value: Value, verb: Verb, depth: number): string {
  const { target } = value;
  if (depth === 0 && target !== undefined && ["array", "slice", "struct", "map"].includes(target.kind))
    return `&${formatDeep(target, verb, depth + 1)}`;
  return formatAddress(value, verb);
}

/** Stands for any address. */
const address = 0xc000010000n;

function formatAddress(value: Value, verb: Verb): string {
  const { kind, type } = value;
  if (kind !== "pointer" && kind !== "map" && kind !== "slice") return wrongVerb(value, verb);
  const number = value.isNil ? 0n : address;
  const { letter, goSyntax, sharp } = verb;
  const hex = { ...verb, letter: "x", goSyntax: false };
  if (letter === "v" && goSyntax)
    return `(${type.name})(${value.isNil ? "nil" : formatInteger(value, number, { ...hex, sharp: true })})`;
  if (letter === "v" && value.isNil) return padded("<nil>", verb);
  if (letter === "v" || letter === "p") return formatInteger(value, number, { ...hex, sharp: !sharp });
  return "bodxX".includes(letter) ? formatInteger(value, number, verb) : wrongVerb(value, verb);
}

function composed(value: Value, verb: Verb, depth: number): string {
  const inner = (of: Value): string => formatDeep(of, verb, depth + 1);
  const { type } = value;
  if (type.kind === "struct") {
    const fields = type.fields ?? [];
    return `{${fields.map((field) => (verb.withNames ? `${field.name}:` : "") + inner(value.field(field))).join(" ")}}`;
  }
  if (type.kind === "map")
    return `map[${value.sortedEntries.map(([key, of]) => `${inner(keyOf(value, key))}:${inner(of)}`).join(" ")}]`;
  if (type.elem?.kind === "uint8" && "sxXq".includes(verb.letter)) return formatString(bytesText(value), verb);
  return `[${value.elements.map(inner).join(" ")}]`;
}

function composedGoSyntax(value: Value, verb: Verb, depth: number): string {
  const inner = (of: Value): string => formatDeep(of, verb, depth + 1);
  const { type } = value;
  if (type.kind === "struct") {
    const fields = (type.fields ?? []).map((field) => `${field.name}:${inner(value.field(field))}`);
    return `${type.name}{${fields.join(", ")}}`;
  }
  if (value.isNil) return `${type.name}(nil)`;
  if (type.kind === "map") {
    const entries = value.sortedEntries.map(([key, of]) => `${inner(keyOf(value, key))}:${inner(of)}`);
    return `${type.name}{${entries.join(", ")}}`;
  }
  const name = type.name === "[]uint8" ? "[]byte" : type.name;
  return `${name}{${value.elements.map(inner).join(", ")}}`;
}

function keyOf({ type }: Value, key: string): Value {
  return type.key === undefined ? goString(key) : new Value(type.key, key);
}

function bytesText(value: Value): string {
  return textOfBytes(Uint8Array.from(value.elements, ({ data }) => Number(data)));
}

/** Filled up to the width. */
export function padded(text: string, { width, minus, zero }: Verb): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}
