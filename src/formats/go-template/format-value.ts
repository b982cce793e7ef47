import { formatFloat } from "./format-float.ts";
import { formatInteger } from "./format-integer.ts";
import { formatString } from "./format-string.ts";
import { isInteger } from "./type.ts";
import { goString, indirect, Value } from "./value.ts";

/** A verb of Go's fmt with its flags. @see https://pkg.go.dev/fmt#hdr-Printing */
export interface Verb {
  readonly letter: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
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
  zero: false,
  width: undefined,
  precision: undefined,
};

/** What an action prints: what a pointer leads to, and a word for no value at all. */
export function printableValue(value: Value | undefined): Value {
  if (value === undefined) return goString("<no value>");
  return value.kind === "pointer" ? (indirect(value).value ?? goString("<no value>")) : value;
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
  if (value === undefined) {
    return verb.letter === "v" || verb.letter === "T" ? padded("<nil>", verb) : wrongVerb(undefined, verb);
  }
  if (verb.letter === "T") return formatString(value.type.name, { ...verb, letter: "s" });
  return formatDeep(value, verb, 0);
}

/** Go's words for a verb that the value does not know. */
export function wrongVerb(value: Value | undefined, verb: Verb): string {
  if (value === undefined) return `%!${verb.letter}(<nil>)`;
  const { width, precision, minus, zero } = verb;
  const shown = formatDeep(value, { ...plainVerb, width, precision, minus, zero, erroring: true }, 0);
  return `%!${verb.letter}(${value.type.name}=${shown})`;
}

function formatDeep(value: Value, verb: Verb, depth: number): string {
  const { type, data } = value;
  const goSyntax = verb.letter === "v" && verb.sharp;
  if (
    type.stringer !== undefined &&
    verb.erroring !== true &&
    !goSyntax &&
    "vsxXq".includes(verb.letter) &&
    !isNilPointer(value)
  )
    return formatString(type.stringer(value), verb);
  if (isInteger(type.kind)) return formatInteger(value, data as bigint, verb);
  switch (type.kind) {
    case "bool":
      return "tv".includes(verb.letter) ? padded(String(data), verb) : wrongVerb(value, verb);
    case "float64":
      return formatFloat(value, data as number, verb);
    case "string":
      return "vsxXq".includes(verb.letter) ? formatString(data as string, verb) : wrongVerb(value, verb);
    case "interface":
      return value.target === undefined
        ? padded(goSyntax ? `${type.name}(nil)` : "<nil>", verb)
        : formatDeep(value.target, verb, depth + 1);
    case "pointer":
      return pointer(value, verb, depth);
    default:
      return goSyntax ? composedGoSyntax(value, verb, depth) : composed(value, verb, depth);
  }
}

function isNilPointer({ kind, isNil }: Value): boolean {
  return kind === "pointer" && isNil;
}

/** Where a pointer leads is printed only at the top; below, it is an address, which here stands for any. */
const address = "0xc000010000";

function pointer(value: Value, verb: Verb, depth: number): string {
  const { target, type } = value;
  const goSyntax = verb.letter === "v" && verb.sharp;
  if (target === undefined) {
    if (verb.letter !== "v") return wrongVerb(value, verb);
    return padded(goSyntax ? `(${type.name})(nil)` : "<nil>", verb);
  }
  if (depth === 0 && ["array", "slice", "struct", "map"].includes(target.kind))
    return `&${formatDeep(target, verb, depth + 1)}`;
  return padded(goSyntax ? `(${type.name})(${address})` : address, verb);
}

function composed(value: Value, verb: Verb, depth: number): string {
  const inner = (of: Value): string => formatDeep(of, verb, depth + 1);
  const { type } = value;
  if (type.kind === "struct") {
    const names = verb.letter === "v" && verb.plus;
    const fields = type.fields ?? [];
    return `{${fields.map((field) => (names ? `${field.name}:` : "") + inner(value.field(field))).join(" ")}}`;
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
  return `${type.name}{${value.elements.map(inner).join(", ")}}`;
}

function keyOf({ type }: Value, key: string): Value {
  return type.key === undefined ? goString(key) : new Value(type.key, key);
}

function bytesText(value: Value): string {
  return new TextDecoder().decode(Uint8Array.from(value.elements, ({ data }) => Number(data)));
}

/** Filled up to the width. */
export function padded(text: string, { width, minus, zero }: Verb): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}
