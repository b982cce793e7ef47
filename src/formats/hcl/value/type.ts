/** The type of a value. `dynamic` stands for a type not known: that of an untyped null, and of what failed. */
export type Type =
  | { readonly kind: "string" | "number" | "bool" | "dynamic" }
  | { readonly kind: "list" | "set" | "map"; readonly element: Type }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | {
      readonly kind: "object";
      readonly attributes: ReadonlyMap<string, Type>;
      /** Names of attributes that a conversion may leave out. */
      readonly optional?: ReadonlySet<string>;
    }
  /** What only its own functions look into. */
  | { readonly kind: "capsule"; readonly name: string };

export type CollectionType = Extract<Type, { kind: "list" | "set" | "map" }>;
export type TupleType = Extract<Type, { kind: "tuple" }>;
export type ObjectType = Extract<Type, { kind: "object" }>;

export const stringType: Type = { kind: "string" };
export const numberType: Type = { kind: "number" };
export const boolType: Type = { kind: "bool" };
export const dynamicType: Type = { kind: "dynamic" };

export const listOf = (element: Type): Type => ({ kind: "list", element });
export const setOf = (element: Type): Type => ({ kind: "set", element });
export const mapOf = (element: Type): Type => ({ kind: "map", element });
export const tupleOf = (elements: readonly Type[]): Type => ({ kind: "tuple", elements });

/** Attributes in the order of their names. */
export function objectOf(attributes: Iterable<readonly [string, Type]>, optional?: ReadonlySet<string>): Type {
  const sorted = new Map([...attributes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return { kind: "object", attributes: sorted, ...(optional !== undefined && optional.size > 0 ? { optional } : {}) };
}

export function isPrimitive(type: Type): boolean {
  return type.kind === "string" || type.kind === "number" || type.kind === "bool";
}

export function isCollection(type: Type): type is CollectionType {
  return type.kind === "list" || type.kind === "set" || type.kind === "map";
}

export function isSequence(type: Type): boolean {
  return type.kind === "list" || type.kind === "set" || type.kind === "tuple";
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (isCollection(a)) return a.kind === b.kind && sameType(a.element, (b as CollectionType).element);
  if (a.kind === "tuple")
    return (
      b.kind === "tuple" &&
      a.elements.length === b.elements.length &&
      a.elements.every((element, at) => sameType(element, b.elements[at]!))
    );
  if (a.kind === "object") return b.kind === "object" && sameAttributes(a, b);
  if (a.kind === "capsule") return b.kind === "capsule" && a.name === b.name;
  return a.kind === b.kind;
}

function sameAttributes(a: ObjectType, b: ObjectType): boolean {
  if (a.attributes.size !== b.attributes.size) return false;
  for (const [name, type] of a.attributes) {
    const other = b.attributes.get(name);
    if (other === undefined || !sameType(type, other)) return false;
    if ((a.optional?.has(name) ?? false) !== (b.optional?.has(name) ?? false)) return false;
  }
  return true;
}

/** The type of values that a conversion to `type` yields: all of its attributes are there. */
export function withoutOptional(type: Type): Type {
  if (isCollection(type)) return { kind: type.kind, element: withoutOptional(type.element) };
  if (type.kind === "tuple") return tupleOf(type.elements.map(withoutOptional));
  if (type.kind === "object")
    return {
      kind: "object",
      attributes: new Map([...type.attributes].map(([name, of]) => [name, withoutOptional(of)])),
    };
  return type;
}

/** What the type is called in messages; `isWanted` where it says what would be accepted. */
export function typeName(type: Type, isWanted = false): string {
  switch (type.kind) {
    case "dynamic":
      return isWanted ? "any type" : "dynamic";
    case "list":
    case "set":
    case "map":
      return type.element.kind === "dynamic" && isWanted
        ? `${type.kind} of any single type`
        : `${type.kind} of ${typeName(type.element, isWanted)}`;
    default:
      return type.kind === "capsule" ? type.name : type.kind;
  }
}
