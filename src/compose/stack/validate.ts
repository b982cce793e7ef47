import { Timestamp, WholeFloat } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import type { Schema, SchemaType } from "../schema/schema.ts";
import { isList, isMap, isSameTree, type Tree } from "../tree/value.ts";

type Path = readonly string[];

/** Something wrong in a file. */
interface Fault {
  readonly field: string;
  readonly text: string;
  readonly kind: "type" | "alternatives" | "other";
}

/** Refuses a tree that is not what the schema says, in the words of Docker's client. @throws ComposeError */
export function validateStack(tree: Tree, schema: Schema): void {
  const told = mostSpecific(faultsOf(tree, schema, []));
  if (told !== undefined) throw new ComposeError(`${told.field} ${told.text}`);
}

/** The first of those that lie deepest, where a wrong type says more than other faults. */
function mostSpecific(faults: readonly Fault[]): Fault | undefined {
  let chosen = 0;
  for (const [at, fault] of faults.entries()) {
    const [depth, deepest] = [depthOf(fault), depthOf(faults[chosen]!)];
    if (depth > deepest || (depth === deepest && fault.kind === "type" && faults[chosen]!.kind !== "type")) chosen = at;
  }
  const [fault, next] = faults.slice(chosen);
  return fault?.kind === "alternatives" && next !== undefined ? { ...fault, text: next.text } : fault;
}

/** Dots in names count, too. */
const depthOf = ({ field }: Fault): number => field.split(".").length;

function faultsOf(value: Tree, schema: Schema, path: Path): Fault[] {
  const { types, values, oneOf, format } = schema;
  if (types !== undefined && !types.some((type) => isOfType(value, type)))
    return [fault(path, `must be a ${readableTypes(types)}`, "type")];
  const field = fieldOf(path);
  const known = values?.map((text) => JSON.stringify(text)).join(", ");
  return [
    ...(oneOf === undefined ? [] : faultsOfAlternatives(value, oneOf, path)),
    ...(values === undefined || values.some((text) => text === value)
      ? []
      : [fault(path, `${field} must be one of the following: ${known}`)]),
    ...(isMap(value) ? faultsOfMap(value, schema, path) : []),
    ...(isList(value) ? faultsOfList(value, schema, path) : []),
    ...(format === undefined || format.accepts(value) ? [] : [fault(path, `Does not match format '${format.name}'`)]),
    ...(schema.least !== undefined && typeof value === "number" && value < schema.least
      ? [fault(path, `Must be greater than or equal to ${schema.least}`)]
      : []),
  ];
}

/** What is wrong with the alternative that comes closest: the first one of the value's type, or the first of all. */
function faultsOfAlternatives(value: Tree, alternatives: readonly Schema[], path: Path): Fault[] {
  const faults = alternatives.map((alternative) => faultsOf(value, alternative, path));
  if (faults.some(({ length }) => length === 0)) return [];
  const closest = faults.find(([first]) => first?.kind !== "type" || first.field !== fieldOf(path)) ?? faults[0] ?? [];
  return [fault(path, "Must validate one and only one schema (oneOf)", "alternatives"), ...closest];
}

function faultsOfMap(value: ReadonlyMap<string, Tree>, schema: Schema, path: Path): Fault[] {
  const { properties = {}, patterns = [], required = [], isClosed = false } = schema;
  const missing = required.filter((key) => !value.has(key)).map((key) => fault(path, `${key} is required`));
  const inside = [...value].flatMap(([key, item]) => {
    const known = [
      ...(Object.hasOwn(properties, key) ? [properties[key]!] : []),
      ...patterns.filter(([pattern]) => pattern.test(key)).map(([, found]) => found),
    ];
    if (known.length === 0 && isClosed) return [fault(path, `Additional property ${key} is not allowed`)];
    return known.flatMap((part) => faultsOf(item, part, [...path, key]));
  });
  return [...missing, ...inside];
}

function faultsOfList(value: readonly Tree[], { item, isSet = false }: Schema, path: Path): Fault[] {
  const inside = item === undefined ? [] : value.flatMap((part, at) => faultsOf(part, item, [...path, String(at)]));
  const second = isSet ? value.findIndex((part, at) => firstSame(value, part) < at) : -1;
  if (second === -1) return inside;
  const first = firstSame(value, value[second]!);
  return [...inside, fault(path, `array items[${first},${second}] must be unique`)];
}

const firstSame = (value: readonly Tree[], part: Tree): number => value.findIndex((other) => isSameTree(other, part));

const fieldOf = (path: Path): string => (path.length === 0 ? "(root)" : path.join("."));

const fault = (path: Path, text: string, kind: Fault["kind"] = "other"): Fault => ({
  field: fieldOf(path),
  text,
  kind,
});

function isOfType(value: Tree, type: SchemaType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isList(value);
    case "object":
      return isMap(value);
    case "number":
      return isNumber(value);
    case "integer":
      return isNumber(value) && (typeof value !== "number" || Number.isInteger(value));
    case "string":
      return typeof value === "string" || value instanceof Timestamp;
    case "boolean":
      return typeof value === "boolean";
  }
}

const isNumber = (value: Tree): boolean =>
  typeof value === "number" || typeof value === "bigint" || value instanceof WholeFloat;

function readableTypes(types: readonly SchemaType[]): string {
  const words = types.map((type) => (type === "object" ? "mapping" : type === "array" ? "list" : type));
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
