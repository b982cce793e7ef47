/** Where a value stands in the tree: the keys that lead to it; `[]` for the item of a list. */
export type TreePath = readonly string[];

/** A path as messages show it. */
export const pathText = (path: TreePath): string => path.join(".");

/** Rules for places of the tree: `*` in a pattern stands for any one key or item. */
export class PathRules<T> {
  readonly #bySize = new Map<number, (readonly [pattern: TreePath, rule: T])[]>();

  constructor(rules: Readonly<Record<string, T>>) {
    for (const [text, rule] of Object.entries(rules)) {
      const pattern = text.split(".");
      this.#bySize.set(pattern.length, [...(this.#bySize.get(pattern.length) ?? []), [pattern, rule]]);
    }
  }

  at(path: TreePath): T | undefined {
    const rules = this.#bySize.get(path.length) ?? [];
    return rules.find(([pattern]) => matches(path, pattern))?.[1];
  }
}

export function matches(path: TreePath, pattern: TreePath): boolean {
  return path.length === pattern.length && pattern.every((part, at) => part === "*" || part === path[at]);
}
