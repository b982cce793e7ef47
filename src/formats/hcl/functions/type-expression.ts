import { quote } from "#base/strconv.ts";
import { between, type Diagnostic, type Range } from "../diagnostic.ts";
import { type Call, type Expression, keywordOf } from "../syntax/ast.ts";
import {
  boolType,
  dynamicType,
  listOf,
  mapOf,
  numberType,
  objectOf,
  setOf,
  stringType,
  type Type,
  tupleOf,
} from "../value/type.ts";

const summary = "Invalid type specification";
const primitives: Readonly<Record<string, Type>> = {
  bool: boolType,
  string: stringType,
  number: numberType,
  any: dynamicType,
};
const collections: Readonly<Record<string, (element: Type) => Type>> = { list: listOf, map: mapOf, set: setOf };

const needsOne = (name: string): string | undefined => {
  if (Object.hasOwn(collections, name))
    return `The ${name} type constructor requires one argument specifying the element type.`;
  if (name === "object")
    return "The object type constructor requires one argument specifying the attribute types and values as a map.";
  if (name === "tuple")
    return "The tuple type constructor requires one argument specifying the element types as a list.";
  return undefined;
};

/** The type that an expression like `list(string)` is; `any` stands for each. */
export function typeOf(expression: Expression, found: Diagnostic[]): Type {
  const refuse = (detail: string, subject: Range = expression.range): Type => {
    found.push({ summary, detail, subject });
    return dynamicType;
  };
  const keyword = keywordOf(expression);
  if (keyword !== undefined) {
    const known = Object.hasOwn(primitives, keyword) ? primitives[keyword] : undefined;
    if (known !== undefined) return known;
    return refuse(needsOne(keyword) ?? `The keyword ${quote(keyword)} is not a valid type specification.`);
  }
  if (expression.kind !== "call")
    return refuse(
      "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
    );
  return constructed(expression, found, refuse);
}

function constructed(call: Call, found: Diagnostic[], refuse: (detail: string, subject?: Range) => Type): Type {
  const { name, args, nameRange } = call;
  const argsRange = between(call.openRange, call.closeRange);
  if (name === "any") return refuse(`Type constraint keyword "any" does not expect arguments.`, argsRange);
  if (Object.hasOwn(primitives, name))
    return refuse(`Primitive type keyword ${quote(name)} does not expect arguments.`, argsRange);
  const wanted = needsOne(name);
  if (wanted !== undefined && args.length !== 1)
    return refuse(wanted, args.length > 1 ? between(args[1]!.range, args.at(-1)!.range) : argsRange);
  const collection = Object.hasOwn(collections, name) ? collections[name] : undefined;
  if (collection !== undefined) return collection(typeOf(args[0]!, found));
  if (name === "object") return objectType(args[0]!, found, refuse);
  if (name === "tuple") {
    if (args[0]!.kind === "tuple") return tupleOf(args[0]!.items.map((item) => typeOf(item, found)));
    return refuse("Tuple type constructor requires a list of element types.", args[0]!.range);
  }
  if (name === "optional")
    return refuse(`Keyword "optional" is valid only as a modifier for object type attributes.`, nameRange);
  return refuse(`Keyword ${quote(name)} is not a valid type constructor.`);
}

function objectType(
  expression: Expression,
  found: Diagnostic[],
  refuse: (detail: string, subject?: Range) => Type,
): Type {
  if (expression.kind !== "object")
    return refuse(
      "Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
      expression.range,
    );
  const attributes: [string, Type][] = [];
  const optional = new Set<string>();
  for (const { key, value } of expression.items) {
    const name = keywordOf(key);
    if (name === undefined) refuse("Object constructor map keys must be attribute names.", key.range);
    else attributes.push([name, attributeType(name, value, optional, found, refuse)]);
  }
  return objectOf(attributes, optional);
}

function attributeType(
  name: string,
  expression: Expression,
  optional: Set<string>,
  found: Diagnostic[],
  refuse: (detail: string, subject?: Range) => Type,
): Type {
  if (expression.kind !== "call" || expression.name !== "optional") return typeOf(expression, found);
  const { args, openRange, closeRange } = expression;
  const argsRange = between(openRange, closeRange);
  if (args.length === 0)
    return refuse("Optional attribute modifier requires the attribute type as its argument.", argsRange);
  if (args.length === 1) optional.add(name);
  else refuse("Optional attribute modifier expects only one argument: the attribute type.", argsRange);
  return typeOf(args[0]!, found);
}
