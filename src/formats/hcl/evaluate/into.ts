import { quote } from "#base/strconv.ts";
import type { Diagnostic, Range } from "../diagnostic.ts";
import type { Step } from "../syntax/ast.ts";
import { toInteger } from "../value/big-float.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { isPrimitive, numberType, type ObjectType, stringType, type Type, typeName } from "../value/type.ts";
import {
  dynamicValue,
  elementsOf,
  isKnown,
  isNull,
  namedOf,
  numberOf,
  textOf,
  unknownOf,
  type Value,
} from "../value/value.ts";

/** Goes step by step into a value; unknown after the first that leads nowhere. */
export function follow(from: Value, steps: readonly Step[], found: Diagnostic[]): Value {
  let value = from;
  for (const step of steps) {
    const before = found.length;
    value =
      step.kind === "attribute"
        ? attributeOf(value, step.name, step.range, found)
        : indexOf(value, step.key, step.range, found);
    if (found.length > before) return dynamicValue;
  }
  return value;
}

function refuse(found: Diagnostic[], summary: string, detail: string, subject: Range): Value {
  found.push({ summary, detail, subject });
  return dynamicValue;
}

export function attributeOf(value: Value, name: string, range: Range, found: Diagnostic[]): Value {
  if (isNull(value))
    return refuse(
      found,
      "Attempt to get attribute from null value",
      "This value is null, so it does not have any attributes.",
      range,
    );
  const { type } = value;
  if (type.kind === "dynamic") return dynamicValue;
  if (type.kind === "object" && type.attributes.has(name))
    return isKnown(value) ? namedOf(value).get(name)! : unknownOf(type.attributes.get(name)!);
  if (type.kind === "map") {
    if (!isKnown(value)) return unknownOf(type.element);
    const element = namedOf(value).get(name);
    if (element !== undefined) return element;
    const detail = `This map does not have an element with the key ${quote(name)}.`;
    return refuse(found, "Missing map element", detail, range);
  }
  return refuse(found, "Unsupported attribute", withoutAttribute(type, name), range);
}

function withoutAttribute(type: Type, name: string): string {
  if (type.kind === "object") return `This object does not have an attribute named ${quote(name)}.`;
  const isOfObjects = (type.kind === "list" || type.kind === "set") && type.element.kind === "object";
  if (isOfObjects && type.kind === "list") {
    const hasIt = (type.element as ObjectType).attributes.has(name);
    const what = hasIt ? `attribute ${quote(name)} for` : "an attribute for";
    return `Can't access attributes on a list of objects. Did you mean to access ${what} a specific element of the list, or across all elements of the list?`;
  }
  if (isOfObjects)
    return "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?";
  if (isPrimitive(type)) return `Can't access attributes on a primitive-typed value (${typeName(type)}).`;
  return "This value does not have any attributes.";
}

const notElement = "The given key does not identify an element in this collection value";

export function indexOf(value: Value, key: Value, range: Range, found: Diagnostic[]): Value {
  if (isNull(value))
    return refuse(found, "Attempt to index null value", "This value is null, so it does not have any indices.", range);
  const no = (detail: string): Value => refuse(found, "Invalid index", detail, range);
  if (isNull(key)) return no("Can't use a null value as an indexing key.");
  const { type } = value;
  if (key.type.kind === "dynamic" || type.kind === "dynamic") return dynamicValue;
  if (type.kind === "set")
    return no(
      "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
    );
  const isSequence = type.kind === "list" || type.kind === "tuple";
  if (!isSequence && type.kind !== "map" && type.kind !== "object") return no("This value does not have any indices.");
  try {
    const wanted = convert(key, isSequence ? numberType : stringType);
    if (!isKnown(wanted) || !isKnown(value))
      return type.kind === "list" || type.kind === "map" ? unknownOf(type.element) : dynamicValue;
    return isSequence ? elementAt(value, wanted, no) : elementNamed(value, wanted, key, no);
  } catch (error) {
    if (error instanceof Unconvertible) return no(`${notElement}: ${error.message}.`);
    throw error;
  }
}

function elementAt(value: Value, key: Value, no: (detail: string) => Value): Value {
  const elements = elementsOf(value);
  const number = numberOf(key);
  const at = toInteger(number);
  if (at === undefined)
    return no(`${notElement}: indexing a sequence requires a whole number, but the given index has a fractional part.`);
  if (number.isNegative && at < 0n) return no(`${notElement}: a negative number is not a valid index for a sequence.`);
  const element = at < BigInt(elements.length) ? elements[Number(at)] : undefined;
  if (element !== undefined) return element;
  if (at !== BigInt(elements.length)) return no(`${notElement}.`);
  return no(
    elements.length === 0
      ? `${notElement}: the collection has no elements.`
      : `${notElement}: the given index is greater than or equal to the length of the collection.`,
  );
}

function elementNamed(value: Value, wanted: Value, key: Value, no: (detail: string) => Value): Value {
  const element = namedOf(value).get(textOf(wanted));
  if (element !== undefined) return element;
  const isByNumber = value.type.kind === "object" && key.type.kind === "number";
  const hint = " An object only supports looking up attributes by name, not by numeric index.";
  return no(`${notElement}.${isByNumber ? hint : ""}`);
}
