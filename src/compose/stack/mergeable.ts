import type { Kind } from "../shape/kind.ts";
import { type Extensions, embedded, type Shaped, type Struct, type StructOptions, struct } from "../shape/struct.ts";
import { isList, isMap, type Tree } from "../tree/value.ts";

/** A kind of which a later file may say more. */
export interface Mergeable<T> extends Kind<T> {
  merge(base: T, over: T): T;
  /** What becomes of the value where the later file has the object around it, but not this. */
  mergeNothing?(base: T): T;
}

/** The later value counts unless it is empty. */
export function overridden<T>(kind: Kind<T>): Mergeable<T> {
  return { ...kind, merge: (base, over) => (kind.isEmpty(over, "yaml") ? base : over) };
}

/** The same of a value that is written even where it is empty. */
export function optional<T>(kind: Kind<T>): Mergeable<T> {
  return { ...overridden(kind), isEmpty: () => false };
}

/** The later value counts, and is written even where it is empty. */
export function replaced<T>(kind: Kind<T>): Mergeable<T> {
  return { ...kind, isEmpty: () => false, merge: (_base, over) => over };
}

/** Items of later files stand behind those of earlier ones. */
export function appended<T>(kind: Kind<readonly T[]>): Mergeable<readonly T[]> {
  return { ...kind, merge: (base, over) => [...base, ...over] };
}

export interface Keys<T> {
  of(item: T): string;
  compare(left: T, right: T): number;
}

/** Items of which a later one takes the place of that with the same key; sorted where there are several files. */
export function keyed<T>(kind: Kind<readonly T[]>, keys: Keys<T>): Mergeable<readonly T[]> {
  const merge = (base: readonly T[], over: readonly T[]): T[] =>
    [...new Map([...base, ...over].map((item) => [keys.of(item), item])).values()].sort(keys.compare);
  return { ...kind, merge, mergeNothing: (base) => merge(base, []) };
}

/** Names with values; where both files have a name, the values are merged. */
export function byName<T>(
  kind: Kind<ReadonlyMap<string, T>>,
  mergeValues: (base: T, over: T) => T = (_base, over) => over,
): Mergeable<ReadonlyMap<string, T>> {
  return { ...kind, merge: (base, over) => mergedMaps(base, over, mergeValues) };
}

/** One map of two. */
export function mergedMaps<T>(
  base: ReadonlyMap<string, T>,
  over: ReadonlyMap<string, T>,
  mergeValues: (base: T, over: T) => T,
): Map<string, T> {
  const merged = new Map(base);
  for (const [name, value] of over) merged.set(name, base.has(name) ? mergeValues(base.get(name)!, value) : value);
  return merged;
}

/** The fields of a record, in the order in which they are written. */
export type MergeableFields = Readonly<Record<string, Mergeable<unknown>>>;

export interface StackRecord<F extends MergeableFields> extends Struct<F> {
  merge(base: Shaped<F>, over: Shaped<F>): Shaped<F>;
}

/** An object of which later files give more fields, or others. */
export function record<F extends MergeableFields>(
  fields: F,
  options: StructOptions = { isExtensible: false },
): StackRecord<F> {
  const merge = (base: Shaped<F>, over: Shaped<F>): Shaped<F> => {
    const merged: Record<string, unknown> = { ...base };
    for (const [name, kind] of Object.entries(fields)) {
      const [early, late] = [(base as Given)[name], (over as Given)[name]];
      if (late !== undefined) merged[name] = early === undefined ? late : kind.merge(early, late);
      else if (early !== undefined) merged[name] = kind.mergeNothing?.(early) ?? early;
    }
    const extensions = mergedExtensions(base.extensions, over.extensions);
    return (extensions === undefined ? merged : { ...merged, extensions }) as Shaped<F>;
  };
  return { ...struct(fields, options), merge };
}

type Given = Readonly<Record<string, unknown>>;

function mergedExtensions(base: Extensions | undefined, over: Extensions | undefined): Extensions | undefined {
  return base === undefined || over === undefined ? (base ?? over) : mergedMaps(base, over, mergedTrees);
}

/** Values of any form: maps are merged, lists follow on each other. */
function mergedTrees(base: Tree, over: Tree): Tree {
  if (isMap(base) && isMap(over)) return mergedMaps(base, over, mergedTrees);
  return isList(base) && isList(over) ? [...base, ...over] : over;
}

/** A record that is written only where one of its fields is. */
export function part<F extends MergeableFields>(kind: StackRecord<F>): StackRecord<F> {
  return { ...embedded(kind), merge: kind.merge };
}
