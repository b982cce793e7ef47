import { EngineError } from "#base/errors.ts";
import type { CacheRecord } from "#core/build/contract.ts";
import type { Filters } from "#formats/filters.ts";

/**
 * Filters of the cache as BuildKit's clients write them (containerd's syntax): `field`, `field==value`, `field!=value`,
 * `field~=regexp`, several with commas between.
 */
type Condition = (record: CacheRecord) => boolean;

/** Whether a record fits any of `filters`; all do where there are none, and none a field that is not known. @throws invalid-argument */
export function cacheFilter(filters: readonly string[]): Condition {
  const choices = filters.filter((filter) => filter !== "").map((filter) => filter.split(",").map(condition));
  return (record) => choices.length === 0 || choices.some((all) => all.every((fits) => fits(record)));
}

function condition(text: string): Condition {
  const [, name, operator, value = ""] = /^(\w+)(?:(==|!=|~=)(.*))?$/.exec(text) ?? [];
  if (name === undefined) throw new EngineError("invalid-argument", `failed to parse filter ${text}`);
  switch (operator) {
    case "==":
      return (record) => fieldsOf(record, name).includes(value);
    case "!=":
      return (record) => !fieldsOf(record, name).includes(value);
    case "~=":
      return (record) => fieldsOf(record, name).some((field) => field.includes(value));
    default:
      return (record) => fieldsOf(record, name).some((field) => field !== "" && field !== "false");
  }
}

function fieldsOf(record: CacheRecord, name: string): readonly string[] {
  const { id, parents, description, inUse, mutable, type, shared } = record;
  const fields: Readonly<Record<string, readonly string[]>> = {
    id: [id],
    parents,
    description: [description],
    type: [type],
    inuse: [String(inUse)],
    mutable: [String(mutable)],
    immutable: [String(!mutable)],
    shared: [String(shared)],
    private: [String(!shared)],
  };
  return fields[name] ?? [];
}

/** The same as the engine takes them: equality alone, and all that one of them joins with commas. @throws invalid-argument */
export function pruneFilters(filters: readonly string[]): Filters {
  const wanted = new Map<string, Set<string>>();
  for (const text of filters.flatMap((filter) => filter.split(",")).filter((part) => part !== "")) {
    const [, name, value = "true"] = /^(\w+)(?:[=~]=(.*))?$/.exec(text) ?? [];
    if (name === undefined) throw new EngineError("invalid-argument", `failed to parse filter ${text}`);
    wanted.set(name, (wanted.get(name) ?? new Set()).add(value));
  }
  return wanted;
}
