import { byteSorted } from "#formats/json/write-json.ts";
import { naturallySorted } from "#formats/yaml/natural-order.ts";
import { isList, isMap, sprint, type Tree, typeName } from "../tree/value.ts";
import { type Kind, type OutputFormat, WrongValue } from "./kind.ts";

/** A map as it is written: its keys in the order of the format. */
export function inOrder<T>(map: ReadonlyMap<string, T>, format: OutputFormat): Map<string, T> {
  return format === "json" ? byteSorted(map) : naturallySorted(map);
}

const goKind = (value: Tree): string => {
  const name = typeName(value);
  return name.startsWith("map[") ? "map" : name;
};

export function list<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    decode(value, place) {
      if (!isList(value)) throw new WrongValue(`source data must be an array or slice, got ${goKind(value)}`);
      const items = value.map((part, at) => place.item(at).decode(item, part));
      return items.filter((part): part is Awaited<T> => part !== undefined);
    },
    isEmpty: (value) => value.length === 0,
    encode: (value, format) => value.map((part) => item.encode(part, format)),
  };
}

/** Names that the user gives, each with a value; a name may have none. */
export function map<T>(item: Kind<T>): Kind<ReadonlyMap<string, T>> {
  return {
    decode(value, place) {
      if (!isMap(value)) throw new WrongValue(`expected a map or struct, got "${goKind(value)}"`);
      const found = new Map<string, T>();
      for (const [key, part] of value) {
        const decoded = part === null ? undefined : place.item(key).decode(item, part);
        found.set(key, decoded as T);
      }
      return found;
    },
    isEmpty: (value) => value.size === 0,
    encode: (value, format) =>
      inOrder(new Map([...value].map(([key, part]) => [key, encoded(item, part, format)])), format),
  };
}

const encoded = <T>(kind: Kind<T>, value: T | undefined, format: OutputFormat) =>
  value === undefined ? (kind.absent?.(format) ?? null) : kind.encode(value, format);

/** One that is written whenever it is there, even as zero. */
export function present<T>(kind: Kind<T>): Kind<T> {
  return { ...kind, isEmpty: () => false };
}

/** One that is always written: as `zero` where it is absent. */
export function always<T>(kind: Kind<T>, zero: T): Kind<T> {
  return { ...kind, isEmpty: () => false, absent: (format) => kind.encode(zero, format) };
}

function textList(toText: (item: Tree, list: Tree) => string): Kind<readonly string[]> {
  return {
    decode(value) {
      if (typeof value === "string") return [value];
      if (!isList(value)) throw new WrongValue(`invalid type ${typeName(value)} for string list`);
      return value.map((item) => toText(item, value));
    },
    isEmpty: (value) => value.length === 0,
    encode: (value) => value,
  };
}

/** Texts, or a single one. */
export const oneOrMore = textList((item, whole) => {
  if (typeof item !== "string") throw new WrongValue(`invalid type ${typeName(whole)} for string list`);
  return item;
});

export const textsOrNumbers = textList(sprint);
