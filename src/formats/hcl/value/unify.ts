import { EngineError } from "#base/errors.ts";
import { conversionOf } from "./convert.ts";
import {
  type CollectionType,
  dynamicType,
  isCollection,
  isPrimitive,
  listOf,
  mapOf,
  type ObjectType,
  objectOf,
  sameType,
  setOf,
  type TupleType,
  type Type,
  tupleOf,
} from "./type.ts";

const mostTypes = 2000;

/** Each of `types` once. What compares them all with each other must not be given any number. */
function distinct(types: readonly Type[]): Type[] {
  const found: Type[] = [];
  for (const type of types) {
    if (found.some((one) => sameType(one, type))) continue;
    if (found.length === mostTypes) throw new EngineError("resource-exhausted", "a value has parts of too many types");
    found.push(type);
  }
  return found;
}

/** The type that values of all those types can become, if there is one. */
export function unify(given: readonly Type[], isUnsafe: boolean): Type | undefined {
  const types = distinct(given);
  if (types.length <= 1) return types[0];
  const has = (kind: Type["kind"]): boolean => types.some((type) => type.kind === kind);
  const only = (...kinds: readonly Type["kind"][]): boolean => types.every(({ kind }) => kinds.includes(kind));
  for (const kind of ["map", "list", "set"] as const)
    if (has(kind) && only(kind, "dynamic")) return unifyCollections(kind, types as CollectionType[], isUnsafe);
  if (has("map") && only("map", "object", "dynamic")) {
    const common = unifyWith(types, "object", toMap, "map", isUnsafe);
    if (common !== undefined) return common;
  } else if (has("list") && only("list", "tuple", "dynamic")) {
    const common = unifyWith(types, "tuple", toList, "list", isUnsafe);
    if (common !== undefined) return common;
  } else if (has("object") && only("object", "dynamic")) return unifyObjects(types as ObjectType[], isUnsafe);
  else if (has("tuple") && only("tuple", "dynamic")) return unifyTuples(types as TupleType[], isUnsafe);
  else if (has("object") && has("tuple")) return undefined;
  return preferred(types, isUnsafe);
}

/** The most general of the types, if the others can become it. */
function preferred(types: readonly Type[], isUnsafe: boolean): Type | undefined {
  return byGenerality(types).find((wanted) =>
    types.every((type) => type === wanted || conversionOf(type, wanted, isUnsafe) !== undefined),
  );
}

function allBecome(types: readonly Type[], wanted: Type, isUnsafe: boolean): boolean {
  return types.every((type) => sameType(type, wanted) || conversionOf(type, wanted, isUnsafe) !== undefined);
}

const collectionOf = { list: listOf, set: setOf, map: mapOf };

function unifyCollections(kind: "list" | "set" | "map", types: readonly Type[], isUnsafe: boolean): Type | undefined {
  if (!types.every(isCollection)) return dynamicType;
  const element = unify(
    types.map((type) => type.element),
    isUnsafe,
  );
  if (element === undefined) return undefined;
  const common = collectionOf[kind](element);
  return allBecome(types, common, isUnsafe) ? common : undefined;
}

/** Unifies after the types of `kind` were put together as one collection. */
function unifyWith(
  types: readonly Type[],
  kind: "object" | "tuple",
  gather: (types: readonly Type[], isUnsafe: boolean) => Type | undefined,
  wanted: "map" | "list",
  isUnsafe: boolean,
): Type | undefined {
  const gathered = gather(
    types.filter((type) => type.kind === kind),
    isUnsafe,
  );
  if (gathered?.kind !== wanted) return undefined;
  const common = unify(
    types.map((type) => (type.kind === kind ? gathered : type)),
    isUnsafe,
  );
  return common?.kind === wanted ? common : undefined;
}

function toMap(types: readonly Type[], isUnsafe: boolean): Type | undefined {
  const element = unify(
    (types as ObjectType[]).flatMap(({ attributes }) => [...attributes.values()]),
    isUnsafe,
  );
  if (element === undefined) return undefined;
  return allBecome(types, mapOf(element), isUnsafe) ? mapOf(element) : undefined;
}

function toList(types: readonly Type[], isUnsafe: boolean): Type | undefined {
  const element = unify(
    (types as TupleType[]).flatMap(({ elements }) => elements),
    isUnsafe,
  );
  if (element === undefined) return undefined;
  return allBecome(types, listOf(element), isUnsafe) ? listOf(element) : undefined;
}

function unifyObjects(types: readonly Type[], isUnsafe: boolean): Type | undefined {
  if (!types.every((type): type is ObjectType => type.kind === "object")) return dynamicType;
  const first = types[0]!.attributes;
  const isAlike = types.every(
    ({ attributes }) => attributes.size === first.size && [...attributes.keys()].every((name) => first.has(name)),
  );
  if (!isAlike) return toMap(types, isUnsafe);
  const attributes: [string, Type][] = [];
  for (const name of first.keys()) {
    const common = unify(
      types.map((type) => type.attributes.get(name)!),
      isUnsafe,
    );
    if (common === undefined) return undefined;
    attributes.push([name, common]);
  }
  return allBecome(types, objectOf(attributes), isUnsafe) ? objectOf(attributes) : toMap(types, isUnsafe);
}

function unifyTuples(types: readonly Type[], isUnsafe: boolean): Type | undefined {
  if (!types.every((type): type is TupleType => type.kind === "tuple")) return dynamicType;
  const { length } = types[0]!.elements;
  if (types.some(({ elements }) => elements.length !== length)) return toList(types, isUnsafe);
  const elements: Type[] = [];
  for (let at = 0; at < length; at += 1) {
    const common = unify(
      types.map((type) => type.elements[at]!),
      isUnsafe,
    );
    if (common === undefined) return undefined;
    elements.push(common);
  }
  return allBecome(types, tupleOf(elements), isUnsafe) ? tupleOf(elements) : toList(types, isUnsafe);
}

/** The types, each after those that are more general. */
function byGenerality(types: readonly Type[]): Type[] {
  const below = types.map(() => [] as number[]);
  const above = types.map(() => 0);
  types.forEach((a, i) => {
    for (let j = i + 1; j < types.length; j += 1) {
      const order = comparedGenerality(a, types[j]!);
      if (order !== 0) {
        const [more, less] = order < 0 ? [i, j] : [j, i];
        below[more]!.push(less);
        above[less]! += 1;
      }
    }
  });
  const queue = [...types.keys()].filter((at) => above[at] === 0);
  for (const at of queue)
    for (const next of below[at]!) {
      above[next]! -= 1;
      if (above[next] === 0) queue.push(next);
    }
  return queue.map((at) => types[at]!);
}

/** -1 where `a` is the more general type, 1 where `b` is, 0 where neither is. */
function comparedGenerality(a: Type, b: Type): number {
  if (a.kind === "dynamic" || b.kind === "dynamic") return Number(a.kind === "dynamic") - Number(b.kind === "dynamic");
  if (isPrimitive(a) && isPrimitive(b)) return Number(b.kind === "string") - Number(a.kind === "string");
  if (isCollection(a) && a.kind === b.kind) return comparedGenerality(a.element, (b as CollectionType).element);
  if (a.kind === "object" && b.kind === "object") return comparedObjects(a, b);
  if (a.kind === "tuple" && b.kind === "tuple" && a.elements.length === b.elements.length)
    return comparedParts(a.elements.map((element, at) => comparedGenerality(element, b.elements[at]!)));
  if (isMoreGeneral(a, b)) return -1;
  return isMoreGeneral(b, a) ? 1 : 0;
}

function isMoreGeneral(a: Type, b: Type): boolean {
  if (a.kind === "map") return b.kind === "object";
  if (a.kind === "list") return b.kind === "tuple" || b.kind === "set";
  return a.kind === "tuple" && b.kind === "set";
}

function comparedObjects(a: ObjectType, b: ObjectType): number {
  if (a.attributes.size !== b.attributes.size) return 0;
  const orders: number[] = [];
  for (const [name, type] of a.attributes) {
    const other = b.attributes.get(name);
    if (other === undefined) return 0;
    orders.push(comparedGenerality(type, other));
  }
  return comparedParts(orders);
}

function comparedParts(orders: readonly number[]): number {
  const [isMore, isLess] = [orders.some((order) => order < 0), orders.some((order) => order > 0)];
  return isMore === isLess ? 0 : isMore ? -1 : 1;
}

/** `to` with its dynamic parts taken from what a value of type `from` has there. */
export function replaceDynamic(from: Type | undefined, to: Type): Type {
  if (from === undefined || from.kind === "dynamic") return to;
  if (to.kind === "dynamic") return from;
  if (isCollection(to)) return collectionOf[to.kind](replaceDynamic(elementIn(from), to.element));
  if (to.kind === "tuple")
    return tupleOf(
      to.elements.map((type, at) => replaceDynamic(from.kind === "tuple" ? from.elements[at] : undefined, type)),
    );
  if (to.kind === "object")
    return objectOf(
      [...to.attributes].map(([name, type]) => [name, replaceDynamic(attributeIn(from, name), type)] as const),
    );
  return to;
}

function elementIn(type: Type): Type | undefined {
  if (isCollection(type)) return type.element;
  if (type.kind === "tuple") return unify(type.elements, true);
  return type.kind === "object" ? unify([...type.attributes.values()], true) : undefined;
}

function attributeIn(type: Type, name: string): Type | undefined {
  if (type.kind === "object") return type.attributes.get(name);
  return type.kind === "map" ? type.element : undefined;
}
