import { csvFields } from "#base/csv.ts";
import { parseBool, syntaxError } from "#base/strconv.ts";
import { FunctionError } from "#formats/hcl/functions/function.ts";
import { decodeJson } from "#formats/hcl/functions/json.ts";
import { fromDouble } from "#formats/hcl/value/big-float.ts";
import { convert, Unconvertible } from "#formats/hcl/value/convert.ts";
import { numberText } from "#formats/hcl/value/number-text.ts";
import { type CollectionType, isPrimitive, type Type, typeName } from "#formats/hcl/value/type.ts";
import {
  boolValue,
  elementsOf,
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
  tupleValue,
  type Value,
} from "#formats/hcl/value/value.ts";
import { BakeError } from "./errors.ts";

/** A text of the environment as the value of a variable of that type. @throws BakeError */
export function overriddenValue(name: string, text: string, type: Type, isTyped: boolean): Value {
  if (isTyped && isCsvType(type)) return fromCsv(name, text, type);
  if (isPrimitive(type)) return primitive(name, text, type);
  throw new BakeError(`unsupported type ${typeName(type)} for variable ${name}`);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function primitive(name: string, text: string, type: Type): Value {
  if (type.kind === "string") return stringValue(text);
  if (type.kind === "number") {
    if (/^[+-]?(?:inf(?:inity)?|nan)$/i.test(text))
      throw new BakeError(`failed to parse ${name} as number: invalid number value`);
    if (!decimal.test(text))
      throw new BakeError(`failed to parse ${name} as number: ${syntaxError("ParseFloat", text).message}`);
    return numberValue(fromDouble(Number(text)));
  }
  try {
    return boolValue(parseBool(text));
  } catch (error) {
    throw new BakeError(`failed to parse ${name} as bool: ${(error as Error).message}`);
  }
}

const isCsvType = ({ kind }: Type): boolean => kind === "list" || kind === "set" || kind === "map" || kind === "tuple";

function csv(text: string): string[] {
  try {
    return csvFields(text);
  } catch (error) {
    throw new BakeError(`failed to parse ${text} as CSV: ${(error as Error).message}`);
  }
}

function wrapped<T>(context: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BakeError)) throw error;
    throw new BakeError(`${context}: ${error.message}`);
  }
}

function fromCsv(name: string, text: string, type: Type): Value {
  return wrapped(`failed to convert variable ${name} from CSV`, () => {
    const fields = csv(text);
    if (type.kind === "tuple") return csvTuple(name, fields, type.elements);
    const { kind, element } = type as CollectionType;
    if (!isPrimitive(element)) throw new BakeError(`unsupported type ${typeName(type)} for CSV specification`);
    if (kind === "map") return csvMap(name, fields, type, element);
    const values = fields.map((field) =>
      wrapped(`failed to parse element of type ${typeName(type)}`, () => primitive(name, field, element)),
    );
    return kind === "set" ? setValue(values, element) : listValue(values, element);
  });
}

function csvTuple(name: string, fields: readonly string[], types: readonly Type[]): Value {
  if (fields.length !== types.length)
    throw new BakeError(`tuple expects ${types.length} elements but only ${fields.length} provided`);
  if (!types.every(isPrimitive)) throw new BakeError("unsupported type tuple for CSV specification");
  return tupleValue(
    fields.map((field, at) =>
      wrapped("failed to parse element of type tuple", () => primitive(name, field, types[at]!)),
    ),
  );
}

/** The pairs of a map are separated by colons, which a key or a value in quotes may have too. */
function csvMap(name: string, fields: readonly string[], type: Type, element: Type): Value {
  return mapValue(
    fields.map((field) => {
      const pieces = colonPieces(field);
      if (pieces.length !== 2)
        throw new BakeError(`expected one k/v pair but got ${pieces.length} pieces from ${field}`);
      const [key, value] = pieces as [string, string];
      return [
        key,
        wrapped(`failed to parse element from type ${typeName(type)}`, () => primitive(name, value, element)),
      ] as const;
    }),
    element,
  );
}

function colonPieces(field: string): string[] {
  const swapped = field.replace(/[,:]/g, (mark) => (mark === "," ? ":" : ","));
  return csv(swapped).map((piece) => piece.replace(/[,:]/g, (mark) => (mark === "," ? ":" : ",")));
}

/** JSON of the environment as a value of just that type. @throws BakeError */
export function valueFromJson(name: string, text: string, type: Type): Value {
  return wrapped(`failed to convert variable ${name} from JSON`, () => {
    try {
      return conformed(decodeJson(text), type);
    } catch (error) {
      if (error instanceof FunctionError || error instanceof Unconvertible) throw new BakeError(error.message);
      throw error;
    }
  });
}

function conformed(value: Value, type: Type): Value {
  if (isNull(value)) return nullOf(type);
  switch (type.kind) {
    case "dynamic":
      return value;
    case "string":
      return conformedText(value);
    case "bool":
    case "number":
      if (value.type.kind === type.kind || value.type.kind === "string") return convert(value, type);
      throw new BakeError(`${type.kind} is required`);
    case "list":
    case "set":
      return conformedList(value, type);
    case "tuple":
      return conformedTuple(value, type.elements);
    case "map":
      return conformedMap(needObject(value), type);
    case "object":
      return conformedObject(needObject(value), type);
    default:
      throw new BakeError(`unsupported type ${typeName(type)}`);
  }
}

function conformedText(value: Value): Value {
  if (value.type.kind === "string") return value;
  if (value.type.kind === "number") return stringValue(numberText(numberOf(value)));
  if (value.type.kind === "bool") return stringValue(String(value.content));
  throw new BakeError("string is required");
}

function elements(value: Value): readonly Value[] {
  if (value.type.kind !== "tuple") throw new BakeError("missing expected [");
  return elementsOf(value);
}

function conformedList(value: Value, { kind, element }: CollectionType): Value {
  const values = elements(value).map((one) => conformed(one, element));
  return kind === "set" ? setValue(values, element) : listValue(values, element);
}

function conformedTuple(value: Value, types: readonly Type[]): Value {
  const values = elements(value);
  if (values.length > types.length) throw new BakeError(`too many tuple elements (need ${types.length})`);
  const shown = values.map((one, at) => conformed(one, types[at]!));
  if (values.length < types.length) throw new BakeError(`not enough tuple elements (need ${types.length})`);
  return tupleValue(shown);
}

function needObject(value: Value): Value {
  if (value.type.kind !== "object") throw new BakeError("missing expected {");
  return value;
}

function conformedMap(value: Value, { element }: { readonly element: Type }): Value {
  return mapValue(
    [...namedOf(value)].map(([key, one]) => [key, conformed(one, element)] as const),
    element,
  );
}

function conformedObject(value: Value, type: Extract<Type, { kind: "object" }>): Value {
  const given = namedOf(value);
  for (const key of given.keys())
    if (!type.attributes.has(key)) throw new BakeError(`unsupported attribute ${JSON.stringify(key)}`);
  return objectValue(
    [...type.attributes].map(([key, wanted]) => {
      const one = given.get(key);
      return [key, one === undefined ? nullOf(wanted) : conformed(one, wanted)] as const;
    }),
  );
}
