/** Filters of a list request: key → values. */
export type FilterQuery = Readonly<Record<string, readonly string[]>>;

/** The `filters` parameter: Docker's `{"key":{"value":true}}`; undefined when nothing is asked for. */
export function filterText(filters: FilterQuery | undefined): string | undefined {
  const keys = Object.keys(filters ?? {}).sort();
  if (filters === undefined || keys.length === 0) return undefined;
  const sets = keys.map((key) => [
    key,
    Object.fromEntries([...(filters[key] ?? [])].sort().map((value) => [value, true])),
  ]);
  return JSON.stringify(Object.fromEntries(sets));
}
