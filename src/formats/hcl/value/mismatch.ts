import { quote } from "#base/strconv.ts";
import { conversionOf } from "./convert.ts";
import {
  type CollectionType,
  isCollection,
  type ObjectType,
  sameType,
  type TupleType,
  type Type,
  typeName,
} from "./type.ts";

/** Why values of type `got` cannot become those of `want`, as a part of a sentence. */
export function mismatch(got: Type, want: Type): string {
  if (got.kind === "object" && want.kind === "object") return mismatchedObjects(got, want);
  if (isCollection(want)) {
    const isStructure = want.kind === "map" ? got.kind === "object" : got.kind === "tuple";
    if (isStructure && want.element.kind === "dynamic") return `all ${want.kind} elements must have the same type`;
    if (isStructure) return mismatchedParts(got as ObjectType | TupleType, want.element);
    const isAlike = want.kind === "map" ? got.kind === "map" : got.kind === "list" || got.kind === "set";
    if (isAlike)
      return `incorrect ${want.kind} element type: ${mismatch((got as CollectionType).element, want.element)}`;
  }
  return `${typeName(want, true)} required`;
}

function mismatchedObjects(got: ObjectType, want: ObjectType): string {
  const missing = [...want.attributes.keys()].filter((name) => !got.attributes.has(name) && !want.optional?.has(name));
  if (missing.length > 0) return missingAttributes(missing.sort());
  for (const isUnsafe of [true, false])
    for (const [name, type] of want.attributes) {
      const given = got.attributes.get(name);
      if (given === undefined || sameType(given, type) || conversionOf(given, type, isUnsafe) !== undefined) continue;
      return `attribute ${quote(name)}: ${mismatch(given, type)}`;
    }
  return "incorrect object attributes";
}

function missingAttributes(names: readonly string[]): string {
  const shown = names.map((name) => quote(name));
  if (shown.length === 1) return `attribute ${shown[0]} is required`;
  if (shown.length === 2) return `attributes ${shown[0]} and ${shown[1]} are required`;
  return `attributes ${shown.slice(0, -1).join(", ")}, and ${shown.at(-1)} are required`;
}

function mismatchedParts(got: ObjectType | TupleType, want: Type): string {
  const parts: Iterable<readonly [string | number, Type]> =
    got.kind === "tuple" ? got.elements.entries() : got.attributes;
  for (const [key, type] of parts) {
    if (sameType(type, want) || conversionOf(type, want, true) !== undefined) continue;
    return `element ${typeof key === "number" ? key : quote(key)}: ${mismatch(type, want)}`;
  }
  return `all elements must be ${typeName(want, true)}`;
}
