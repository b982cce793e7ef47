import { EngineError } from "#base/errors.ts";
import { type BigFloat, compared, fromInteger } from "./big-float.ts";
import {
  boolType,
  dynamicType,
  isCollection,
  listOf,
  mapOf,
  numberType,
  objectOf,
  sameType,
  setOf,
  stringType,
  type Type,
  tupleOf,
} from "./type.ts";

/** The content of a value that nobody knows: of what failed, while the rest is still looked at. */
export const unknown: unique symbol = Symbol("unknown");

export type Content =
  | string
  | boolean
  | BigFloat
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Capsule
  | null
  | typeof unknown;

/** What a value of a capsule type holds. */
export class Capsule {
  readonly held: unknown;
  constructor(held: unknown) {
    this.held = held;
  }
}

/** A typed value. Elements of a set, and keys of maps and objects, stand in their order. */
export interface Value {
  readonly type: Type;
  readonly content: Content;
  /** How much it holds, in about the number of its parts; what is within several others counts for each. */
  readonly size: number;
  /** How many values are within each other. */
  readonly depth: number;
}

const mostSize = 1 << 20;
const mostDepth = 256;

/** Values are trees in which parts are shared: a few lines could else make one that no memory holds. */
function made(type: Type, content: Content, size: number, depth = 0): Value {
  if (size > mostSize) throw new EngineError("resource-exhausted", "a value is too large");
  if (depth > mostDepth) throw new EngineError("resource-exhausted", "a value is nested too deeply");
  return { type, content, size, depth };
}

function madeOf(type: Type, content: Content, parts: Iterable<Value>): Value {
  let [size, depth] = [1, 0];
  for (const part of parts) {
    size += part.size;
    depth = Math.max(depth, part.depth + 1);
  }
  return made(type, content, size, depth);
}

export const trueValue: Value = { type: boolType, content: true, size: 1, depth: 0 };
export const falseValue: Value = { type: boolType, content: false, size: 1, depth: 0 };
export const dynamicValue: Value = { type: dynamicType, content: unknown, size: 1, depth: 0 };
export const nullOf = (type: Type): Value => ({ type, content: null, size: 1, depth: 0 });
export const unknownOf = (type: Type): Value => ({ type, content: unknown, size: 1, depth: 0 });
export const boolValue = (content: boolean): Value => (content ? trueValue : falseValue);
export const numberValue = (content: BigFloat): Value => made(numberType, content, 1);
export const integerValue = (content: bigint | number): Value => numberValue(fromInteger(content));
export const capsuleValue = (type: Type, held: unknown): Value => made(type, new Capsule(held), 1);

/** Strings are kept in their composed form. */
export function stringValue(text: string): Value {
  return made(stringType, text.normalize("NFC"), 1 + (text.length >> 4));
}

export function tupleValue(elements: readonly Value[]): Value {
  return madeOf(tupleOf(elements.map(({ type }) => type)), elements, elements);
}

/** A list; `element` is the type of an empty one's. */
export function listValue(elements: readonly Value[], element: Type = dynamicType): Value {
  return madeOf(listOf(elements[0]?.type ?? element), elements, elements);
}

/** A set: equal elements are one. */
/** Of elements that are not wholly known an unknown set: which of them are equal cannot be said. */
export function setValue(elements: readonly Value[], element: Type = dynamicType): Value {
  if (!elements.every(isWhollyKnown)) return unknownOf(setOf(elements[0]?.type ?? element));
  const unique: Value[] = [];
  const sorted = [...elements].sort(comparedInSet);
  for (const one of sorted) if (unique.length === 0 || !sameValue(unique.at(-1)!, one)) unique.push(one);
  return madeOf(setOf(elements[0]?.type ?? element), unique, unique);
}

function sortedMap(entries: Iterable<readonly [string, Value]>): Map<string, Value> {
  return new Map([...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

export function mapValue(entries: Iterable<readonly [string, Value]>, element: Type = dynamicType): Value {
  const sorted = sortedMap(entries);
  const first = sorted.values().next().value;
  return madeOf(mapOf(first?.type ?? element), sorted, sorted.values());
}

export function objectValue(entries: Iterable<readonly [string, Value]>): Value {
  const sorted = sortedMap(entries);
  const attributes = [...sorted].map(([name, { type }]) => [name, type] as const);
  return madeOf(objectOf(attributes), sorted, sorted.values());
}

export const isNull = (value: Value): boolean => value.content === null;
export const isKnown = (value: Value): boolean => value.content !== unknown;

export function isWhollyKnown(value: Value): boolean {
  if (value.content === unknown) return false;
  if (Array.isArray(value.content)) return (value.content as Value[]).every(isWhollyKnown);
  if (value.content instanceof Map) return [...(value.content as Map<string, Value>).values()].every(isWhollyKnown);
  return true;
}

/** Whether the type is one whose values have elements. */
export function isIterable(value: Value): boolean {
  return isCollection(value.type) || value.type.kind === "tuple" || value.type.kind === "object";
}

/** The elements of a known value that has some, without their keys. */
export function elementsOf(value: Value): readonly Value[] {
  return value.content instanceof Map
    ? [...(value.content as Map<string, Value>).values()]
    : (value.content as Value[]);
}

/** Keys and elements of a known value that has some: an index, a name, or for sets the element itself. */
export function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (value.content instanceof Map)
    return [...(value.content as Map<string, Value>)].map(([key, element]) => [stringValue(key), element]);
  const elements = value.content as Value[];
  if (value.type.kind === "set") return elements.map((element) => [element, element]);
  return elements.map((element, at) => [integerValue(at), element]);
}

export const textOf = (value: Value): string => value.content as string;
export const numberOf = (value: Value): BigFloat => value.content as BigFloat;
export const namedOf = (value: Value): ReadonlyMap<string, Value> => value.content as Map<string, Value>;

/** Whether two wholly known values are the same, their types included. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!sameType(a.type, b.type)) return false;
  return sameContent(a, b);
}

function sameContent(a: Value, b: Value): boolean {
  if (a.content === null || b.content === null || a.content === unknown || b.content === unknown)
    return a.content === b.content;
  if (a.type.kind === "number") return compared(numberOf(a), numberOf(b)) === 0;
  if (a.content instanceof Capsule) return a.content.held === (b.content as Capsule).held;
  if (a.content instanceof Map) return sameNamed(namedOf(a), namedOf(b));
  if (!Array.isArray(a.content)) return a.content === b.content;
  const [left, right] = [elementsOf(a), elementsOf(b)];
  return left.length === right.length && left.every((element, at) => sameValue(element, right[at]!));
}

function sameNamed(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}

/** What `==` says: values of other types differ, and nulls of any type are the same. */
export function equals(a: Value, b: Value): boolean {
  if (isNull(a) || isNull(b)) return isNull(a) && isNull(b);
  return sameType(a.type, b.type) && sameContent(a, b);
}

/** The order in which sets hold their elements; nulls stand last. */
function comparedInSet(a: Value, b: Value): number {
  if (isNull(a) || isNull(b)) return Number(isNull(a)) - Number(isNull(b));
  if (a.type.kind === "string" && b.type.kind === "string") return comparedTexts(textOf(a), textOf(b));
  if (a.type.kind === "number" && b.type.kind === "number") return compared(numberOf(a), numberOf(b));
  if (a.type.kind === "bool" && b.type.kind === "bool") return Number(a.content) - Number(b.content);
  const [left, right] = [elementsOrNone(a), elementsOrNone(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = comparedInSet(left[at]!, right[at]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const comparedTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const elementsOrNone = (value: Value): readonly Value[] =>
  Array.isArray(value.content) || value.content instanceof Map ? elementsOf(value) : [];
