import type { Value } from "./value.ts";

/**
 * Go's types, as far as templates and fmt tell them apart. Two types are one when their names are equal, so a named type must not
 * take the name of another.
 */
export interface GoType {
  readonly kind: Kind;
  /** As `%T` prints it: `[]string`, `*container.HostConfig`. */
  readonly name: string;
  /** Of slices, arrays, maps and pointers. */
  readonly elem?: GoType;
  /** Of maps; its kind is string. */
  readonly key?: GoType;
  /** Of structs, in Go's order. */
  readonly fields?: readonly StructField[];
  readonly methods?: ReadonlyMap<string, Method>;
  /** What a String method gives; printing uses it. */
  stringer?(value: Value): string;
  /** What a GoString method gives; `%#v` prints it. */
  source?(value: Value): string;
  /** What a MarshalJSON method gives. */
  marshal?(value: Value): string;
}

export type Kind =
  | "bool"
  | "complex128"
  | "float64"
  | "interface"
  | "map"
  | "pointer"
  | "slice"
  | "array"
  | "string"
  | "struct"
  | IntegerKind;

export type IntegerKind = SignedKind | UnsignedKind;
export type SignedKind = "int" | "int8" | "int16" | "int32" | "int64";
export type UnsignedKind = "uint" | "uint8" | "uint16" | "uint32" | "uint64";

export interface StructField {
  readonly name: string;
  readonly type: GoType;
  /** Its key in JSON. */
  readonly json: string;
  /** Left out of JSON when it is empty. */
  readonly omitEmpty?: boolean;
  /** A struct whose own fields are fields of this one too. */
  readonly embedded?: boolean;
}

/** A method or function: what it takes, and what it does. An undefined value is Go's invalid one. */
export interface Method {
  readonly params: readonly GoType[];
  /** Whether any number of arguments of the last type may follow those of the others. */
  readonly variadic?: boolean;
  call(args: readonly (Value | undefined)[], receiver: Value): Value | undefined;
}

export const stringType: GoType = { kind: "string", name: "string" };
export const boolType: GoType = { kind: "bool", name: "bool" };
export const intType: GoType = { kind: "int", name: "int" };
export const int32Type: GoType = { kind: "int32", name: "int32" };
export const int64Type: GoType = { kind: "int64", name: "int64" };
export const uint8Type: GoType = { kind: "uint8", name: "uint8" };
export const float64Type: GoType = { kind: "float64", name: "float64" };
export const complexType: GoType = { kind: "complex128", name: "complex128" };
export const anyType: GoType = { kind: "interface", name: "interface {}" };
/** Parameters of this type take any value as it is, also none. */
export const reflectValueType: GoType = { kind: "struct", name: "reflect.Value" };

export function sliceOf(elem: GoType): GoType {
  return { kind: "slice", name: `[]${elem.name}`, elem };
}

export function arrayOf(elem: GoType, length: number): GoType {
  return { kind: "array", name: `[${length}]${elem.name}`, elem };
}

export function mapOf(key: GoType, elem: GoType): GoType {
  return { kind: "map", name: `map[${key.name}]${elem.name}`, key, elem };
}

export function pointerTo(elem: GoType): GoType {
  return { kind: "pointer", name: `*${elem.name}`, elem };
}

const signed: ReadonlySet<string> = new Set(["int", "int8", "int16", "int32", "int64"] satisfies SignedKind[]);
const unsigned: ReadonlySet<string> = new Set(["uint", "uint8", "uint16", "uint32", "uint64"] satisfies UnsignedKind[]);

export function isSigned(kind: Kind): kind is SignedKind {
  return signed.has(kind);
}

export function isUnsigned(kind: Kind): kind is UnsignedKind {
  return unsigned.has(kind);
}

export function isInteger(kind: Kind): kind is IntegerKind {
  return isSigned(kind) || isUnsigned(kind);
}

/** Whether a value of one type may stand where the other is asked for. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from.name === to.name) return true;
  if (to.kind === "interface") return true;
  // Of two types with one make, one without a name of its own fits the other.
  return isLiteral(from) !== isLiteral(to) && isComposite(from) && from.kind === to.kind && sameMake(from, to);
}

function isComposite({ kind }: GoType): boolean {
  return kind === "slice" || kind === "map" || kind === "array";
}

function isLiteral(type: GoType): boolean {
  return type.name.startsWith("[") || type.name.startsWith("map[");
}

function sameMake(a: GoType, b: GoType): boolean {
  return a.elem?.name === b.elem?.name && a.key?.name === b.key?.name;
}

export function canBeNil({ kind, name }: GoType): boolean {
  return (
    kind === "interface" || kind === "map" || kind === "pointer" || kind === "slice" || name === reflectValueType.name
  );
}
