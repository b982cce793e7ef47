/** Labels as one text, in the order of their keys: `a=1,b=2`. */
export function labelPairs(labels: Readonly<Record<string, string>> | null | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}
