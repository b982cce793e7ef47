import { formatArgument, plainVerb } from "./format-value.ts";
import { type GoType, isSigned, isUnsigned } from "./type.ts";
import { type Complex, compareBytes, indirectInterface, type Value } from "./value.ts";

type Basic = "bool" | "complex" | "float" | "int" | "string" | "uint";

function basicKind(value: Value | undefined): Basic | undefined {
  if (value === undefined) return undefined;
  const { kind } = value;
  if (isSigned(kind)) return "int";
  if (isUnsigned(kind)) return "uint";
  if (kind === "float64") return "float";
  if (kind === "complex128") return "complex";
  return kind === "bool" || kind === "string" ? kind : undefined;
}

function isNumber(kind: Basic | undefined): boolean {
  return kind === "int" || kind === "uint";
}

/** Whether the first equals any of the others. @throws Error in Go's words for what cannot be compared */
export function isEqual(first: Value | undefined, others: readonly (Value | undefined)[]): boolean {
  const a = indirectInterface(first);
  if (others.length === 0) throw new Error("missing argument for comparison");
  const kind = basicKind(a);
  return others.some((other) => {
    const b = indirectInterface(other);
    const otherKind = basicKind(b);
    if (kind !== otherKind) {
      if (isNumber(kind) && isNumber(otherKind)) return a?.data === b?.data;
      if (a !== undefined && b !== undefined) throw incompatible(a, b);
      return false;
    }
    if (kind === "complex") return isSameNumber(a?.data as Complex, b?.data as Complex);
    return kind === undefined ? isSame(a, b) : a?.data === b?.data;
  });
}

function isSameNumber(a: Complex, b: Complex): boolean {
  return a.real === b.real && a.imaginary === b.imaginary;
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (!canCompare(a, b)) {
    const text = (value: Value | undefined, letter: string): string => formatArgument(value, { ...plainVerb, letter });
    const [first, second] = [a?.type.name ?? "<nil>", b?.type.name ?? "<nil>"];
    // Go has the value and the type of the second in the other order.
    throw new Error(`non-comparable types ${text(a, "s")}: ${first}, ${second}: ${text(b, "v")}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (b !== undefined && !isComparable(b.type))
    throw new Error(`non-comparable type ${formatArgument(b, { ...plainVerb, letter: "s" })}: ${b.type.name}`);
  return a?.type.name === b?.type.name && deepEqual(a, b);
}

/** Values of one kind may be compared, and any with none. */
function canCompare(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined || a.kind === b.kind;
}

function isNil(value: Value | undefined): boolean {
  return value === undefined || value.isNil;
}

function isComparable(type: GoType): boolean {
  if (type.kind === "slice" || type.kind === "map") return false;
  if (type.kind === "array") return type.elem === undefined || isComparable(type.elem);
  return type.kind !== "struct" || (type.fields ?? []).every((field) => isComparable(field.type));
}

function deepEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === "struct") return (a.type.fields ?? []).every((field) => deepEqual(a.field(field), b.field(field)));
  if (a.kind === "interface") return deepEqual(a.target, b.target);
  return a.data === b.data;
}

/** Whether the first stands before the second. @throws Error in Go's words for what has no order */
export function compareValues(
  first: Value | undefined,
  second: Value | undefined,
  how: "less" | "less or equal",
): boolean {
  const a = indirectInterface(first);
  const b = indirectInterface(second);
  const kind = basicKind(a);
  const otherKind = basicKind(b);
  if (a === undefined || b === undefined || kind === undefined || otherKind === undefined)
    throw new Error("invalid type for comparison");
  if (kind !== otherKind && !(isNumber(kind) && isNumber(otherKind))) throw incompatible(a, b);
  if (kind === "bool" || kind === "complex") throw new Error("invalid type for comparison");
  const order =
    kind === "string"
      ? compareBytes(a.data as string, b.data as string)
      : numberOrder(a.data as bigint, b.data as bigint);
  return how === "less" ? order < 0 : order <= 0;
}

function numberOrder(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function incompatible(a: Value, b: Value): Error {
  return new Error(`incompatible types for comparison: ${a.type.name} and ${b.type.name}`);
}
