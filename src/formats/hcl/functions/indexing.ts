import { toInteger } from "../value/big-float.ts";
import { type Type, typeName } from "../value/type.ts";
import { elementsOf, namedOf, numberOf, textOf, type Value } from "../value/value.ts";
import { integer } from "./arguments.ts";
import { FunctionError } from "./function.ts";

const needsCollection = "collection must be a list, a map or a tuple";

function checkCollection(type: Type): void {
  if (type.kind !== "list" && type.kind !== "tuple" && type.kind !== "map") throw new FunctionError(needsCollection);
}

export function hasIndex(from: Value, key: Value): boolean {
  checkCollection(from.type);
  return at(from, key) !== undefined;
}

function at(from: Value, key: Value): Value | undefined {
  if (from.type.kind === "map") return key.type.kind === "string" ? namedOf(from).get(textOf(key)) : undefined;
  const index = key.type.kind === "number" ? toInteger(numberOf(key)) : undefined;
  const elements = elementsOf(from);
  return index !== undefined && index >= 0n && index < BigInt(elements.length) ? elements[Number(index)] : undefined;
}

export function indexInto(from: Value, key: Value): Value {
  checkCollection(from.type);
  const wanted = from.type.kind === "map" ? "string" : "number";
  if (key.type.kind !== wanted) throw new FunctionError(`key for ${from.type.kind} must be ${wanted}`);
  if (from.type.kind === "tuple") {
    const { length } = elementsOf(from);
    const index = integer(key, (message) => new FunctionError(`invalid key for tuple: ${message}`));
    if (index < 0 || index >= length) throw new FunctionError(`key must be between 0 and ${length} inclusive`);
  }
  const found = at(from, key);
  if (found === undefined) throw new FunctionError("invalid index");
  return found;
}

/** The element at an index that begins anew after the last. */
export function elementOf(list: Value, index: Value): Value {
  const { isNegative, mantissa } = numberOf(index);
  if (isNegative && mantissa !== 0n) throw new FunctionError("cannot use element function with a negative index");
  if (list.type.kind !== "list" && list.type.kind !== "tuple")
    throw new FunctionError(`cannot read elements from ${typeName(list.type)}`);
  const whole = integer(index, (message) => new FunctionError(`invalid index: ${message}`));
  const elements = elementsOf(list);
  if (elements.length === 0) throw new FunctionError("cannot use element function with an empty list");
  return elements[whole % elements.length]!;
}
