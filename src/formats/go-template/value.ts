import { bytesOfText } from "#base/byte-text.ts";
import {
  anyType,
  boolType,
  type GoType,
  int64Type,
  intType,
  isInteger,
  mapOf,
  type StructField,
  sliceOf,
  stringType,
} from "./type.ts";

/** What a value holds, by its type's kind; null is nil. Integers are bigints. A pointer and an interface hold what they lead to. */
export type Data =
  | string
  | boolean
  | number
  | bigint
  | null
  | Value
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Complex
  | StructData;

export interface Complex {
  readonly real: number;
  readonly imaginary: number;
}

/** A struct: its fields by name. */
export interface StructData {
  field(name: string): Value | undefined;
}

/** A Go value with its type, as package reflect sees it. Undefined stands for reflect's invalid value. */
export class Value {
  readonly type: GoType;
  readonly data: Data;
  /** What lies behind the elements of a part of a slice: a part of that may reach there. */
  readonly beyond: readonly Value[];

  constructor(type: GoType, data: Data, beyond: readonly Value[] = []) {
    this.type = type;
    this.data = data;
    this.beyond = beyond;
  }

  get kind(): GoType["kind"] {
    return this.type.kind;
  }

  get isNil(): boolean {
    return this.data === null;
  }

  /** What a pointer or an interface leads to. */
  get target(): Value | undefined {
    return this.data instanceof Value ? this.data : undefined;
  }

  /** Elements of a slice or an array; none of a nil one. */
  get elements(): readonly Value[] {
    return Array.isArray(this.data) ? (this.data as readonly Value[]) : [];
  }

  /** Entries of a map; none of a nil one. */
  get entries(): ReadonlyMap<string, Value> {
    return this.data instanceof Map ? (this.data as ReadonlyMap<string, Value>) : new Map<string, Value>();
  }

  /** Entries of a map in the order in which Go prints them and ranges over them. */
  get sortedEntries(): readonly (readonly [key: string, value: Value])[] {
    return [...this.entries].sort(([a], [b]) => compareBytes(a, b));
  }

  /** A field by name, also one of an embedded struct; undefined where there is none. */
  fieldNamed(name: string): Value | undefined {
    const fields = this.type.fields ?? [];
    const own = fields.find((known) => known.name === name);
    if (own !== undefined) return this.field(own);
    const inner = fields
      .filter((known) => known.embedded === true)
      .map((known) => indirect(this.field(known)).value?.fieldNamed(name));
    return inner.find((found) => found !== undefined);
  }

  field({ name, type }: StructField): Value {
    return (this.data as StructData).field(name) ?? zeroOf(type);
  }
}

/** Go compares strings by their bytes. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 has the order of code points but for surrogates.
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(bytesOfText(a), bytesOfText(b)) : a < b ? -1 : 1;
}

export function goString(text: string): Value {
  return new Value(stringType, text);
}

export function goBool(flag: boolean): Value {
  return new Value(boolType, flag);
}

export function goInt(number: number | bigint): Value {
  return new Value(intType, BigInt(number));
}

export function goInt64(number: number | bigint): Value {
  return new Value(int64Type, BigInt(number));
}

const stringsType = sliceOf(stringType);

export function goStrings(texts: readonly string[] | null): Value {
  return new Value(stringsType, texts === null ? null : texts.map(goString));
}

const stringMapType = mapOf(stringType, stringType);

export function goStringMap(texts: Readonly<Record<string, string>> | null, type: GoType = stringMapType): Value {
  if (texts === null) return new Value(type, null);
  return new Value(type, new Map(Object.entries(texts).map(([key, text]) => [key, goString(text)])));
}

/** A struct by its fields. */
export function goStruct(type: GoType, fields: Readonly<Record<string, Value>>): Value {
  return new Value(type, { field: (name: string) => fields[name] });
}

/** A value in an interface; one that is in one already stays as it is. */
export function boxed(value: Value | undefined): Value {
  if (value?.kind === "interface") return value;
  return new Value(anyType, value ?? null);
}

/** The zero value of a type. */
export function zeroOf(type: GoType): Value {
  if (type.kind === "string") return new Value(type, "");
  if (type.kind === "bool") return new Value(type, false);
  if (type.kind === "float64") return new Value(type, 0);
  if (type.kind === "complex128") return new Value(type, { real: 0, imaginary: 0 });
  if (isInteger(type.kind)) return new Value(type, 0n);
  if (type.kind === "struct") return new Value(type, { field: () => undefined });
  if (type.kind !== "array") return new Value(type, null);
  const length = Number(/^\[(\d+)\]/.exec(type.name)?.[1] ?? 0);
  return new Value(type, Array<Value>(length).fill(zeroOf(type.elem ?? anyType)));
}

/** Follows pointers and interfaces; stops at one that is nil. */
export function indirect(value: Value | undefined): { readonly value: Value | undefined; readonly isNil: boolean } {
  let at = value;
  while (at !== undefined && (at.kind === "pointer" || at.kind === "interface")) {
    if (at.isNil) return { value: at, isNil: true };
    at = at.target;
  }
  return { value: at, isNil: false };
}

/** Follows an interface; a nil one gives nothing. */
export function indirectInterface(value: Value | undefined): Value | undefined {
  return value?.kind === "interface" ? value.target : value;
}

/** Go's idea of truth: anything but the empty value of its kind. */
export function isTrue(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (value.kind === "interface") return isTrue(value.target);
  const { data } = value;
  if (data === null) return false;
  if (Array.isArray(data)) return data.length > 0;
  if (data instanceof Map) return data.size > 0;
  if (value.kind === "complex128") return (data as Complex).real !== 0 || (data as Complex).imaginary !== 0;
  return typeof data === "object" ? true : Boolean(data);
}
