import { quote } from "#base/strconv.ts";
import { parseNumber } from "./big-float.ts";
import { mismatch } from "./mismatch.ts";
import { numberText } from "./number-text.ts";
import {
  type CollectionType,
  isPrimitive,
  type ObjectType,
  sameType,
  type TupleType,
  type Type,
  withoutOptional,
} from "./type.ts";
import { replaceDynamic, unify } from "./unify.ts";
import {
  elementsOf,
  falseValue,
  isKnown,
  isNull,
  listValue,
  mapValue,
  namedOf,
  nullOf,
  numberOf,
  numberValue,
  objectValue,
  setValue,
  stringValue,
  textOf,
  trueValue,
  tupleValue,
  unknownOf,
  type Value,
} from "./value.ts";

/** Why a value is not of the wanted type and cannot be made so; the message is a part of a sentence. */
export class Unconvertible extends Error {
  override readonly name = "Unconvertible";
}

export type Conversion = (value: Value) => Value;

/** `value` as one of type `want`. @throws Unconvertible */
export function convert(value: Value, want: Type): Value {
  if (sameType(value.type, withoutOptional(want))) return value;
  const change = conversionOf(value.type, want, true);
  if (change === undefined) throw new Unconvertible(mismatch(value.type, want));
  return change(value);
}

/** How values of one type become those of another, if they may; safe ones never fail. */
export function conversionOf(from: Type, to: Type, isUnsafe: boolean): Conversion | undefined {
  const change = changeOf(from, to, isUnsafe);
  if (change === undefined) return undefined;
  return (value) => {
    if (to.kind === "dynamic") return value;
    if (!isKnown(value)) return unknownOf(replaceDynamic(value.type, withoutOptional(to)));
    if (isNull(value)) return nullOf(replaceDynamic(value.type, withoutOptional(to)));
    return change(value);
  };
}

function changeOf(from: Type, to: Type, isUnsafe: boolean): Conversion | undefined {
  if (to.kind === "dynamic") return (value) => value;
  if (from.kind === "dynamic") return isUnsafe ? (value) => convert(value, to) : undefined;
  if (isPrimitive(from) && isPrimitive(to)) return primitiveChange(from, to, isUnsafe);
  switch (to.kind) {
    case "object":
      if (from.kind === "object") return objectChange(from, to, isUnsafe);
      return from.kind === "map" && isUnsafe ? mapToObject(from, to) : undefined;
    case "tuple":
      return from.kind === "tuple" ? tupleChange(from, to, isUnsafe) : undefined;
    case "list":
    case "set":
      if (from.kind === "tuple") return tupleToCollection(from, to, isUnsafe);
      if (from.kind !== "list" && from.kind !== "set") return undefined;
      return to.kind === "set" && from.kind === "list" && !isUnsafe ? undefined : collectionChange(from, to, isUnsafe);
    case "map":
      if (from.kind === "object") return objectToMap(from, to, isUnsafe);
      return from.kind === "map" ? collectionChange(from, to, isUnsafe) : undefined;
    default:
      return undefined;
  }
}

function primitiveChange(from: Type, to: Type, isUnsafe: boolean): Conversion | undefined {
  if (to.kind === "string")
    return from.kind === "number"
      ? (value) => stringValue(numberText(numberOf(value)))
      : (value) => stringValue(String(value.content));
  if (!isUnsafe || from.kind !== "string") return undefined;
  return to.kind === "number" ? (value) => toNumber(textOf(value)) : (value) => toBool(textOf(value));
}

function toNumber(text: string): Value {
  const number = parseNumber(text);
  if (number === undefined) throw new Unconvertible("a number is required");
  return numberValue(number);
}

function toBool(text: string): Value {
  if (text === "true" || text === "1") return trueValue;
  if (text === "false" || text === "0") return falseValue;
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false")
    throw new Unconvertible(`a bool is required; to convert from string, use lowercase "${lower}"`);
  throw new Unconvertible("a bool is required");
}

const same: Conversion = (value) => value;

/** As `conversionOf`, for parts: those of the same type stay as they are. */
function partConversion(from: Type, to: Type, isUnsafe: boolean): Conversion | undefined {
  return sameType(from, to) ? same : conversionOf(from, to, isUnsafe);
}

function withPlainNull(value: Value): Value {
  return isNull(value) ? nullOf(withoutOptional(value.type)) : value;
}

function objectChange(from: ObjectType, to: ObjectType, isUnsafe: boolean): Conversion | undefined {
  const changes = new Map<string, Conversion>();
  for (const [name, type] of to.attributes) {
    const given = from.attributes.get(name);
    if (given === undefined && to.optional?.has(name)) continue;
    const change = given === undefined ? undefined : partConversion(given, type, isUnsafe);
    if (change === undefined) return undefined;
    changes.set(name, change);
  }
  return (value) =>
    objectValue(
      [...to.attributes].map(([name, type]) => {
        const given = namedOf(value).get(name);
        const change = changes.get(name);
        if (given === undefined || change === undefined) return [name, nullOf(withoutOptional(type))] as const;
        return [name, withPlainNull(change(given))] as const;
      }),
    );
}

function mapToObject(from: CollectionType, to: ObjectType): Conversion | undefined {
  const changes = new Map<string, Conversion | undefined>();
  for (const [name, type] of to.attributes) {
    const change = partConversion(from.element, type, true);
    if (change === undefined && !to.optional?.has(name)) return undefined;
    changes.set(name, change);
  }
  return (value) =>
    objectValue([...to.attributes].map(([name, type]) => [name, attributeOf(value, name, type)] as const));

  function attributeOf(value: Value, name: string, type: Type): Value {
    const given = namedOf(value).get(name);
    if (given === undefined) {
      if (to.kind === "object" && to.optional?.has(name)) return nullOf(type);
      throw new Unconvertible(`map has no element for required attribute ${quote(name)}`);
    }
    const change = changes.get(name);
    if (change === undefined)
      throw new Unconvertible(
        `map element type is incompatible with attribute ${quote(name)}: ${mismatch(given.type, type)}`,
      );
    return withPlainNull(change(given));
  }
}

function tupleChange(from: TupleType, to: TupleType, isUnsafe: boolean): Conversion | undefined {
  if (from.elements.length !== to.elements.length) return undefined;
  const changes = from.elements.map((type, at) => partConversion(type, to.elements[at]!, isUnsafe));
  if (changes.includes(undefined)) return undefined;
  return (value) => tupleValue(elementsOf(value).map((element, at) => changes[at]!(element)));
}

function collectionChange(from: CollectionType, to: CollectionType, isUnsafe: boolean): Conversion | undefined {
  const change = partConversion(from.element, to.element, isUnsafe);
  if (change === undefined) return undefined;
  const empty = to.element.kind === "dynamic" ? from.element : withoutOptional(to.element);
  if (to.kind === "map")
    return (value) =>
      mapOfSame(
        [...namedOf(value)].map(([name, element]) => [name, change(element)] as const),
        empty,
      );
  return (value) =>
    collectionOfSame(
      to.kind,
      elementsOf(value).map((element) => withPlainNull(change(element))),
      empty,
    );
}

function tupleToCollection(from: TupleType, to: CollectionType, isUnsafe: boolean): Conversion | undefined {
  const empty = withoutOptional(to.element);
  if (from.elements.length === 0) return () => (to.kind === "set" ? setValue([], empty) : listValue([], empty));
  const element = elementFor(from.elements, to.element, isUnsafe);
  if (element === undefined) return undefined;
  const changes = changesTo(from.elements, element, isUnsafe);
  if (changes === undefined) return undefined;
  return (value) =>
    collectionOfSame(
      to.kind,
      elementsOf(value).map((part, at) => withPlainNull(changes[at]!(part))),
      empty,
    );
}

function objectToMap(from: ObjectType, to: CollectionType, isUnsafe: boolean): Conversion | undefined {
  const empty = withoutOptional(to.element);
  if (from.attributes.size === 0) return () => mapValue([], empty);
  const types = [...from.attributes.values()];
  const element = to.element.kind === "dynamic" ? unify(types, isUnsafe) : to.element;
  const changes = element === undefined ? undefined : changesTo(types, element, isUnsafe);
  if (changes === undefined) return undefined;
  return (value) =>
    mapOfSame(
      [...namedOf(value)].map(([name, part], at) => [name, changes[at]!(part)] as const),
      empty,
    );
}

/** What a collection of elements of those types is of; `undefined` where they have nothing in common. */
function elementFor(types: readonly Type[], wanted: Type, isUnsafe: boolean): Type | undefined {
  if (wanted.kind !== "dynamic") return wanted;
  const common = unify(types, isUnsafe);
  if (common?.kind === "dynamic" && types.some(({ kind }) => kind !== "dynamic")) return undefined;
  return common;
}

function changesTo(types: readonly Type[], element: Type, isUnsafe: boolean): Conversion[] | undefined {
  const changes: Conversion[] = [];
  for (const type of types) {
    const change = partConversion(type, element, isUnsafe);
    if (change === undefined) return undefined;
    changes.push(change);
  }
  return changes;
}

/** The elements of one type; those that a conversion to any type left different are unified. */
function unified(elements: readonly Value[]): readonly Value[] {
  const first = elements[0];
  if (first === undefined || elements.every(({ type }) => sameType(type, first.type))) return elements;
  const common = unify(
    elements.map(({ type }) => type),
    true,
  );
  if (common === undefined) throw new Unconvertible("cannot find a common base type for all elements");
  return elements.map((element) => convert(element, common));
}

function collectionOfSame(kind: "list" | "set" | "map", elements: readonly Value[], empty: Type): Value {
  return kind === "set" ? setValue(unified(elements), empty) : listValue(unified(elements), empty);
}

function mapOfSame(entries: readonly (readonly [string, Value])[], empty: Type): Value {
  const elements = unified(entries.map(([, element]) => element));
  return mapValue(
    entries.map(([name], at) => [name, elements[at]!] as const),
    empty,
  );
}
