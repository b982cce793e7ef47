import { byteSortedDeep } from "#formats/json/write-json.ts";
import { naturallySorted, naturallySortedDeep } from "#formats/yaml/natural-order.ts";
import type { YamlValue } from "#formats/yaml/value.ts";
import { isMap, type Tree, typeName } from "../tree/value.ts";
import { type Kind, type OutputFormat, type ValueOf, WrongValue } from "./kind.ts";

/** The fields of an object, in the order in which they are written. */
export type Fields = Readonly<Record<string, Kind<unknown>>>;

/** Keys that begin with `x-`. */
export type Extensions = ReadonlyMap<string, Tree>;

/** An object of the model: what is absent is undefined. */
export type Shaped<F extends Fields> = { [Name in keyof F]?: ValueOf<F[Name]> | undefined } & {
  extensions?: Extensions | undefined;
};

export interface StructOptions {
  /** False for objects of which `x-` keys get lost. */
  readonly isExtensible?: boolean;
  /** Names of fields in JSON that are others than in files. */
  readonly jsonNames?: Readonly<Record<string, string>>;
}

export interface Struct<F extends Fields> extends Kind<Shaped<F>> {
  readonly fields: F;
}

/** An object that stands for itself: it is written whenever it is there, even empty. */
export function struct<F extends Fields>(
  fields: F,
  { isExtensible = true, jsonNames = {} }: StructOptions = {},
): Struct<F> {
  const decode = (value: Tree, place: Parameters<Kind<unknown>["decode"]>[1]): Shaped<F> => {
    if (!isMap(value)) throw new WrongValue(`expected a map or struct, got "${typeName(value)}"`);
    const object: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(fields)) {
      const given = value.get(name) ?? null;
      const decoded = given === null ? undefined : place.field(name).decode(kind, given);
      if (decoded !== undefined) object[name] = decoded;
    }
    const extensions = isExtensible ? [...value].filter(([key]) => key.startsWith("x-")) : [];
    if (extensions.length > 0) object["extensions"] = new Map(extensions);
    return object as Shaped<F>;
  };
  const encode = (object: Shaped<F>, format: OutputFormat): YamlValue => {
    const written = new Map<string, YamlValue>();
    for (const [name, kind] of Object.entries(fields)) {
      const value = (object as Readonly<Record<string, unknown>>)[name];
      const shown = encodeField(kind, value, format);
      if (shown !== undefined) written.set(format === "json" ? (jsonNames[name] ?? name) : name, shown);
    }
    return format === "json" ? written : new Map([...written, ...writtenExtensions(object.extensions, format)]);
  };
  return { fields, decode, encode, isEmpty: () => false };
}

function encodeField<T>(kind: Kind<T>, value: T | undefined, format: OutputFormat): YamlValue | undefined {
  if (value === undefined) return kind.absent?.(format);
  return kind.isEmpty(value, format) ? undefined : kind.encode(value, format);
}

/** Extensions as they are written. */
export function writtenExtensions(extensions: Extensions | undefined, format: OutputFormat): Map<string, YamlValue> {
  if (format === "json") return byteSortedDeep(new Map(extensions ?? [])) as Map<string, YamlValue>;
  return naturallySorted(new Map([...(extensions ?? [])].map(([key, item]) => [key, naturallySortedDeep(item)])));
}

/** An object that is a part of the one around it: YAML has nothing of it while all of its fields are empty, JSON always has it. */
export function embedded<F extends Fields>(kind: Struct<F>): Struct<F> {
  const isZero = (object: Shaped<F>): boolean =>
    (object.extensions?.size ?? 0) === 0 &&
    Object.entries(kind.fields).every(([name, field]) => {
      const value = (object as Readonly<Record<string, unknown>>)[name];
      return value === undefined || field.isEmpty(value, "yaml");
    });
  return {
    ...kind,
    isEmpty: (object, format) => format === "yaml" && isZero(object),
    absent: (format) => (format === "json" ? kind.encode({} as Shaped<F>, format) : undefined),
  };
}
