/** The same entries by their keys, as Go writes maps. */
export function inOrder<T, U = T>(
  entries: Readonly<Record<string, T>>,
  change: (value: T) => U = (value) => value as unknown as U,
): Record<string, U> {
  const sorted = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, change(value)]));
}
