import { quote } from "#base/strconv.ts";
import { WholeFloat } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import { isList, isMap, isSameTree, type Tree, typeName } from "../tree/value.ts";
import type { Schema, SchemaType } from "./schema.ts";

/** A fault of a value, or those of all ways in which it could have been right. */
interface Fault {
  readonly path: readonly string[];
  readonly message: string;
  /** How much it says: of several faults, the one that says most is told. */
  readonly weight: number;
}

/** Refuses a tree that is not what the schema says, in the words of Compose. @throws ComposeError */
export function validate(tree: Tree, schema: Schema): void {
  const fault = foundFault(tree, schema, []);
  if (fault !== undefined) throw new ComposeError(`${fault.path.join(".")} ${fault.message}`);
}

type Path = readonly string[];

/** Of several faults the first of those that are deepest. */
function foundFault(value: Tree, schema: Schema, path: Path): Fault | undefined {
  const kind = typeOf(value);
  if (kind === undefined) return fault(path, `invalid jsonType ${typeName(value)}`);
  if (schema.types !== undefined && !isOfTypes(value, kind, schema.types))
    return fault(path, `must be a ${readableTypes(schema.types)}`);
  if (schema.values !== undefined && !schema.values.some((known) => known === value))
    return fault(path, `value must be ${known(schema.values)}`);
  return deepest([...faultsInside(value, schema, path), ...faultsOfAlternatives(value, schema, path)]);
}

const fault = (path: Path, message: string): Fault => ({ path, message, weight: path.length });

function deepest(faults: readonly Fault[]): Fault | undefined {
  return faults.reduce<Fault | undefined>(
    (most, one) => (most === undefined || one.weight > most.weight ? one : most),
    undefined,
  );
}

function faultsInside(value: Tree, schema: Schema, path: Path): Fault[] {
  if (isMap(value)) return faultsOfMap(value, schema, path);
  if (isList(value)) return faultsOfList(value, schema, path);
  if (typeof value === "string")
    return schema.pattern === undefined || schema.pattern.test(value)
      ? []
      : [fault(path, `${quoted(value)} does not match pattern ${quoted(schema.pattern.source)}`)];
  const number = typeof value === "number" ? value : value instanceof WholeFloat ? value.value : undefined;
  if (number === undefined) return [];
  const { least = number, most = number } = schema;
  return [
    ...(number < least ? [fault(path, `must be greater than or equal to ${least}`)] : []),
    ...(number > most ? [fault(path, `must be less than or equal to ${most}`)] : []),
  ];
}

function faultsOfMap(value: ReadonlyMap<string, Tree>, schema: Schema, path: Path): Fault[] {
  const faults: Fault[] = [];
  const missing = (schema.required ?? []).filter((key) => !value.has(key));
  const add = (found: Fault | undefined): void => {
    if (found !== undefined) faults.push(found);
  };
  if (missing.length > 0)
    add(fault(path, `missing ${missing.length === 1 ? "property" : "properties"} ${list(missing)}`));
  const others: string[] = [];
  for (const [key, item] of value) {
    const own =
      schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const matching = (schema.patterns ?? []).filter(([pattern]) => pattern.test(key));
    for (const known of [...(own === undefined ? [] : [own]), ...matching.map(([, found]) => found)])
      add(foundFault(item, known, [...path, key]));
    if (own === undefined && matching.length === 0 && schema.isClosed === true) others.push(key);
  }
  if (others.length > 0)
    add({ path, message: `additional properties ${list(others)} not allowed`, weight: path.length + 1 });
  return faults;
}

function faultsOfList(value: readonly Tree[], schema: Schema, path: Path): Fault[] {
  const faults: Fault[] = [];
  const same = schema.isSet === true ? firstSame(value) : undefined;
  if (same !== undefined) faults.push(fault(path, `items at ${same[0]} and ${same[1]} are equal`));
  if (schema.item === undefined) return faults;
  for (const [at, item] of value.entries()) {
    const found = foundFault(item, schema.item, [...path, String(at)]);
    if (found !== undefined) faults.push(found);
  }
  return faults;
}

function firstSame(value: readonly Tree[]): readonly [number, number] | undefined {
  const texts = new Map<string, number>();
  for (const [at, item] of value.entries()) {
    if (typeof item === "string") {
      const before = texts.get(item);
      if (before !== undefined) return [before, at];
      texts.set(item, at);
    } else {
      const before = value.findIndex((other, index) => index < at && isSameTree(asNumber(other), asNumber(item)));
      if (before !== -1) return [before, at];
    }
  }
  return undefined;
}

const asNumber = (value: Tree): Tree => (value instanceof WholeFloat ? value.value : value);

function faultsOfAlternatives(value: Tree, { oneOf }: Schema, path: Path): Fault[] {
  if (oneOf === undefined) return [];
  const faults = oneOf.map((alternative) => foundFault(value, alternative, path));
  const right = faults.flatMap((found, at) => (found === undefined ? [at] : []));
  if (right.length > 1) return [fault(path, `'oneOf' failed, subschemas ${right[0]}, ${right[1]} matched`)];
  if (right.length === 1) return [];
  const most = deepest(faults.filter((found) => found !== undefined));
  return most === undefined ? [] : [most];
}

function typeOf(value: Tree): SchemaType | undefined {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (isMap(value)) return "object";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  const isNumber = typeof value === "number" || typeof value === "bigint" || value instanceof WholeFloat;
  return isNumber ? "number" : undefined;
}

function isOfTypes(value: Tree, kind: SchemaType, types: readonly SchemaType[]): boolean {
  if (types.includes(kind)) return true;
  return kind === "number" && types.includes("integer") && !(typeof value === "number" && !Number.isInteger(value));
}

function readableTypes(types: readonly SchemaType[]): string {
  const words = types.map((type) => (type === "object" ? "mapping" : type)).sort();
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const list = (keys: readonly string[]): string => keys.map(quoted).join(", ");

function known(values: readonly string[]): string {
  return values.length === 1 ? quoted(values[0]!) : `one of ${list(values)}`;
}

/** In single quotes, as the messages of schemas have texts. */
const quoted = (text: string): string => `'${quote(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
