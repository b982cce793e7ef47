/** `filters` of the list routes: key → values. Decoded by `#api/filters.ts`. */
export type Filters = ReadonlyMap<string, ReadonlySet<string>>;

export const noFilters: Filters = new Map();

/** Whether `key` is not asked for, or one of its values satisfies `matches`. */
export function anyValue(filters: Filters, key: string, matches: (value: string) => boolean): boolean {
  const values = filters.get(key);
  if (values === undefined || values.size === 0) return true;
  for (const value of values) if (matches(value)) return true;
  return false;
}

/** Whether every value of `key` satisfies `matches` (as labels do). */
export function everyValue(filters: Filters, key: string, matches: (value: string) => boolean): boolean {
  for (const value of filters.get(key) ?? []) if (!matches(value)) return false;
  return true;
}
