import { bytesOfText, textOfBytes } from "#base/byte-text.ts";
import { canBeNil, type GoType, isAssignable, isInteger, uint8Type } from "./type.ts";
import { indirect, indirectInterface, Value, zeroOf } from "./value.ts";

export function lengthOf(of: Value | undefined): number {
  if (of === undefined) throw new Error("reflect: call of reflect.Value.Type on zero Value");
  const { value, isNil } = indirect(of);
  if (isNil || value === undefined) throw new Error("len of nil pointer");
  if (value.kind === "string") return bytesOfText(value.data as string).length;
  if (value.kind === "map") return value.entries.size;
  if (value.kind === "slice" || value.kind === "array") return value.elements.length;
  throw new Error(`len of type ${value.type.name}`);
}

/** An element of an element… by indexes and keys. @throws Error in Go's words */
export function indexValue(of: Value | undefined, keys: readonly (Value | undefined)[]): Value | undefined {
  let item = indirectInterface(of);
  if (item === undefined) throw new Error("index of untyped nil");
  for (const key of keys) {
    const { value, isNil } = indirect(item);
    if (isNil || value === undefined) throw new Error("index of nil pointer");
    item = indexOnce(value, indirectInterface(key));
  }
  return item;
}

function indexOnce(item: Value, key: Value | undefined): Value {
  const { kind, type } = item;
  if (kind === "map") {
    const name = keyFor(key, type.key);
    return (name === undefined ? undefined : item.entries.get(name)) ?? zeroOf(type.elem as GoType);
  }
  if (kind === "string") {
    const bytes = bytesOfText(item.data as string);
    const at = position(key, bytes.length);
    if (at === bytes.length) throw new Error("reflect: string index out of range");
    return new Value(uint8Type, BigInt(bytes[at] ?? 0));
  }
  if (kind !== "slice" && kind !== "array") throw new Error(`can't index item of type ${type.name}`);
  const { elements } = item;
  const element = elements[position(key, elements.length)];
  if (element === undefined) throw new Error(`reflect: ${kind} index out of range`);
  return element;
}

/** The key as the map's type of keys. */
function keyFor(key: Value | undefined, type: GoType | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (key === undefined) {
    if (canBeNil(type)) return undefined;
    throw new Error(`value is nil; should be of type ${type.name}`);
  }
  if (isAssignable(key.type, type)) return key.data as string;
  throw new Error(`value has type ${key.type.name}; should be ${type.name}`);
}

function position(key: Value | undefined, length: number): number {
  if (key === undefined) throw new Error("cannot index slice/array with nil");
  if (!isInteger(key.kind)) throw new Error(`cannot index slice/array with type ${key.type.name}`);
  const at = key.data as bigint;
  if (at < 0n || at > BigInt(length)) throw new Error(`index out of range: ${at}`);
  return Number(at);
}

/** A part of a string or a slice. @throws Error in Go's words */
export function sliceValue(of: Value | undefined, bounds: readonly (Value | undefined)[]): Value {
  const item = indirectInterface(of);
  if (item === undefined) throw new Error("slice of untyped nil");
  if (bounds.length > 3) throw new Error(`too many slice indexes: ${bounds.length}`);
  const bytes = item.kind === "string" ? bytesOfText(item.data as string) : undefined;
  if (bytes !== undefined && bounds.length === 3) throw new Error("cannot 3-index slice a string");
  if (bytes === undefined && item.kind !== "slice" && item.kind !== "array")
    throw new Error(`can't slice item of type ${item.type.name}`);
  const length = bytes?.length ?? item.elements.length;
  const [from = 0, to = length, end] = bounds.map((bound) => position(bound, length + item.beyond.length));
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  if (end !== undefined && to > end) throw new Error(`invalid slice index: ${to} > ${end}`);
  if (bytes !== undefined) return new Value(item.type, textOfBytes(bytes.subarray(from, to)));
  const all = [...item.elements, ...item.beyond];
  return new Value(item.type, all.slice(from, to), all.slice(to, end));
}
